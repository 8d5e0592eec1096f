package io.lorkd.model.train;

import io.lorkd.model.data.ImageBatch;
import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Network;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorInfo;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Four sites of unequal batches, gradients summed and stepped by a server with momentum, against one session that sees
 * the union batch. With frozen statistics that is the same computation, up to the order of sums.
 */
class FederatedEqualsCentralisedTest {

    private static final int STEPS = 20;
    private static final double RATE = 0.01;
    private static final int[] BATCHES = {1, 2, 3, 5};
    private static final int UNION = 11;
    private static final String[] REGIONS = {"breast", "skin", "chest", "body"};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("networks")
    void inDoubleToNineDigits(Network network) {
        run(Sessions.settings(Dtype.F64, network), (what, found, expected) -> {
            double largest = 0;
            for (int i = 0; i < expected.length; i++) {
                largest = Math.max(largest, Math.abs(found[i] - expected[i]));
            }
            assertThat(largest).as(what).isLessThanOrEqualTo(1e-9);
        });
    }

    /**
     * On a small network: where one of very many rectifiers takes the other side of zero by a rounding, its gradient
     * jumps, and the two runs part for good.
     */
    @Test
    void inSingleToFourDigitsOfEachTensorsNorm() {
        run(Sessions.settings(Dtype.F32, small()), (what, found, expected) -> {
            double difference = 0;
            double norm = 0;
            for (int i = 0; i < expected.length; i++) {
                difference += (found[i] - expected[i]) * (found[i] - expected[i]);
                norm += expected[i] * expected[i];
            }
            assertThat(Math.sqrt(difference)).as(what).isLessThanOrEqualTo(1e-4 * Math.sqrt(norm));
        });
    }

    private interface Comparison {
        void check(String what, double[] found, double[] expected);
    }

    static Stream<Named<Network>> networks() {
        return Stream.of(small(), Sessions.NETWORK).map(network -> Named.of(network.name(), network));
    }

    /** An EKS convolution of each kind, a depthwise one between them. */
    private static Network small() {
        Layer relu = new Layer.Activation(Layer.Activation.Function.RELU);
        return new Network(
                "small",
                3,
                16,
                new Layer.Sequence(List.of(
                        convolution("conv1", 3, 8, 3, 1, 1, 1),
                        new Layer.BatchNormalisation("bn1", 8, 1e-5, 0.1),
                        relu,
                        convolution("dw", 8, 8, 3, 2, 8, 0),
                        new Layer.BatchNormalisation("bn2", 8, 1e-5, 0.1),
                        convolution("conv2", 8, 16, 1, 1, 1, 1),
                        new Layer.BatchNormalisation("bn3", 16, 1e-5, 0.1),
                        relu,
                        new Layer.GlobalAveragePooling())));
    }

    private static Layer convolution(String name, int in, int out, int kernel, int stride, int groups, int rankFactor) {
        List<Integer> padding = List.of(kernel / 2, kernel / 2);
        return new Layer.Convolution(
                name,
                in,
                out,
                List.of(kernel, kernel),
                List.of(stride, stride),
                padding,
                List.of(1, 1),
                groups,
                false,
                rankFactor);
    }

    private void run(ModelSettings trained, Comparison comparison) {
        ModelSettings settings = Sessions.with(trained, false, true);
        StepLock lock = new StepLock();
        Server server = new Server(settings, folder, lock);
        List<TrainingSession> sites = new ArrayList<>();
        try (TrainingSession centre = TrainingSession.open(settings, Sessions.regions(REGIONS), lock)) {
            centre.ranks(Sessions.ranks(4, REGIONS));
            centre.backbone(server.backbone);
            for (String region : REGIONS) {
                TrainingSession site = TrainingSession.open(settings, Sessions.regions(region), lock);
                sites.add(site);
                site.ranks(Sessions.ranks(4, region));
            }
            for (int step = 0; step < STEPS; step++) {
                centre.step(SyntheticBatches.batch(step, Sessions.IMAGE_SIZE, Sessions.CLASSES, BATCHES), RATE, false);
                server.step(sites, step);
            }
            compare(centre, sites, server, comparison);
        } finally {
            sites.forEach(TrainingSession::close);
        }
    }

    /** The union batch's part that is this site's. */
    private static ImageBatch part(int step, int site) {
        ImageBatch union = SyntheticBatches.batch(step, Sessions.IMAGE_SIZE, Sessions.CLASSES, BATCHES);
        int first = 0;
        for (int i = 0; i < site; i++) {
            first += BATCHES[i];
        }
        int pixels = union.pixels().length / union.size();
        float[] own = new float[BATCHES[site] * pixels];
        System.arraycopy(union.pixels(), first * pixels, own, 0, own.length);
        int[] labels = new int[BATCHES[site]];
        System.arraycopy(union.labels(), first, labels, 0, labels.length);
        return new ImageBatch(own, union.imageSize(), new int[BATCHES[site]], labels);
    }

    private void compare(TrainingSession centre, List<TrainingSession> sites, Server server, Comparison comparison) {
        Path moved = folder.resolve("delta.safetensors");
        centre.writeDelta(moved);
        Map<String, double[]> start = read(folder.resolve("start.safetensors"));
        Map<String, double[]> end = read(server.backbone);
        read(moved).forEach((name, delta) -> {
            if (!name.contains("running_")) {
                double[] expected = delta.clone();
                for (int i = 0; i < expected.length; i++) {
                    expected[i] += start.get(name)[i];
                }
                comparison.check(name, end.get(name), expected);
            }
        });
        centre.saveUnit(folder.resolve("centre"));
        for (int site = 0; site < REGIONS.length; site++) {
            Path unit = folder.resolve("site-" + site);
            sites.get(site).saveUnit(unit);
            for (String file : List.of("experts.safetensors", "local.safetensors")) {
                Map<String, double[]> expected = read(folder.resolve("centre").resolve(file));
                Map<String, double[]> found = read(unit.resolve(file));
                assertThat(found).isNotEmpty();
                found.forEach((name, values) -> comparison.check(name, values, expected.get(name)));
            }
        }
    }

    private static Map<String, double[]> read(Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            Map<String, double[]> tensors = new HashMap<>();
            file.tensors().forEach(tensor -> tensors.put(tensor.name(), file.doubles(tensor.name())));
            return tensors;
        }
    }

    /** The reference server: sums what the sites wrote, steps with momentum and weight decay. */
    private static final class Server {
        private final Path folder;
        private final BackboneManifest manifest;
        private final Path backbone;
        private final Map<String, double[]> velocity = new HashMap<>();

        Server(ModelSettings settings, Path folder, StepLock lock) {
            this.folder = folder;
            this.manifest = Sessions.manifest(settings);
            this.backbone = Sessions.backbone(settings, folder);
            settle(settings, lock);
            NamedTensors.write(folder.resolve("start.safetensors"), manifest.tensors(), read(backbone), Map.of());
        }

        /** Some steps in train mode, since frozen statistics that fit nothing make training chaotic. */
        private void settle(ModelSettings settings, StepLock lock) {
            ModelSettings unfrozen = Sessions.with(settings, false, false);
            Map<String, double[]> settled = read(backbone);
            try (TrainingSession session = TrainingSession.open(unfrozen, Sessions.regions(REGIONS), lock)) {
                session.backbone(backbone);
                for (int step = 0; step < 20; step++) {
                    session.step(
                            SyntheticBatches.batch(-1 - step, Sessions.IMAGE_SIZE, Sessions.CLASSES, BATCHES),
                            Sessions.RATE,
                            true);
                }
                Path delta = folder.resolve("settling.safetensors");
                session.writeDelta(delta);
                read(delta)
                        .forEach((name, values) -> settled.merge(
                                name, values, name.contains("running_") ? (old, now) -> now : Server::add));
            }
            NamedTensors.write(backbone, manifest.tensors(), settled, Map.of());
        }

        void step(List<TrainingSession> sites, int step) {
            Map<String, double[]> weights = read(backbone);
            Map<String, double[]> sum = new HashMap<>();
            for (int site = 0; site < sites.size(); site++) {
                TrainingSession session = sites.get(site);
                session.backbone(backbone);
                session.gradient(part(step, site), (double) BATCHES[site] / UNION, RATE, false);
                Path file = folder.resolve("gradient.safetensors");
                session.writeGradient(file);
                manifest.check(file);
                read(file).forEach((name, gradient) -> sum.merge(name, gradient, Server::add));
            }
            for (TensorInfo tensor : manifest.tensors()) {
                String name = tensor.name();
                if (name.contains("running_")) {
                    continue;
                }
                double[] w = weights.get(name);
                double[] v = velocity.computeIfAbsent(name, key -> new double[w.length]);
                for (int i = 0; i < w.length; i++) {
                    v[i] = 0.9 * v[i] + sum.get(name)[i] + 1e-4 * w[i];
                    w[i] -= RATE * v[i];
                }
            }
            NamedTensors.write(backbone, manifest.tensors(), weights, Map.of());
        }

        private static double[] add(double[] left, double[] right) {
            double[] sum = left.clone();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += right[i];
            }
            return sum;
        }
    }
}
