package io.lorkd.e2e;

import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.model.data.Batches;
import io.lorkd.model.data.ImageBatch;
import io.lorkd.model.data.RegionData;
import io.lorkd.model.data.SampleStream;
import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.model.schedule.CosineSchedule;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.train.ModelSettings;
import io.lorkd.model.train.OptimiserSettings;
import io.lorkd.model.train.RegionHead;
import io.lorkd.model.train.StepLock;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.transfer.Sha256;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import static io.lorkd.e2e.Tensors.distance;
import static io.lorkd.e2e.Tensors.moved;
import static io.lorkd.e2e.Tensors.norm;
import static io.lorkd.e2e.Tensors.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

/**
 * With gradients exchanged and statistics frozen, the federation computes the paper's algorithm on the union of the data.
 * The other side of the comparison is the textbook loop: one model that holds all regions and takes optimiser steps on the
 * union batch; it knows no shares, no server and no files between two steps.
 */
class FederatedEqualsCentralisedTest {
    private static final int WARMUP = 4;
    private static final int STEPS = 20;
    private static final int IMAGE_SIZE = 8;
    private static final double WEIGHT_DECAY = 1e-3;
    private static final double ALPHA = 8;
    private static final double TEMPERATURE = 1.5;
    private static final long SEED = 11;

    /** A site and its part of the union batch of 20, which goes by training samples. */
    private record Site(String id, int batch, List<NoiseRegion> regions) {}

    private static final List<Site> SITES = List.of(
            new Site("a-clinic", 6, List.of(new NoiseRegion("chest", 3, 18))),
            new Site("b-clinic", 2, List.of(new NoiseRegion("skin", 2, 6))),
            new Site("c-clinic", 9, List.of(new NoiseRegion("breast", 2, 15), new NoiseRegion("body", 4, 12))),
            new Site("d-clinic", 3, List.of(new NoiseRegion("eye", 3, 9))));

    @TempDir
    Path temporary;

    @ParameterizedTest(name = "{0}, server {1}")
    @CsvSource({"float64, plain", "float64, momentum", "float32, plain", "float32, momentum"})
    void fourSitesTrainWhatOneModelOnTheUnionBatchTrains(String precision, String server) throws IOException {
        double momentum = server.equals("plain") ? 0 : 0.9;
        double learningRate = server.equals("plain") ? 0.5 : 0.05;
        Plan plan = plan(precision, server, momentum, learningRate);
        Map<String, double[]> federated = new HashMap<>();
        Map<String, Integer> ranks;
        String initialDigest;
        try (LocalFederation federation = new LocalFederation(temporary).coordinate(plan)) {
            SITES.forEach(site -> federation.join(site.id(), site.regions().toArray(NoiseRegion[]::new)));
            RunOutcome outcome = federation.run();
            assertThat(outcome.reason()).isEmpty();
            assertThat(outcome.rounds()).isEqualTo(STEPS);
            initialDigest = federation.events(RunEvent.RunOpened.class).get(0).backbone();
            ranks = outcome.ranks();
            federated.putAll(read(outcome.backbone()));
            for (Site site : SITES) {
                federated.putAll(read(federation.promotedUnit(site.id()).resolve("experts.safetensors")));
                federated.putAll(read(federation.promotedUnit(site.id()).resolve("local.safetensors")));
            }
        }
        assertThat(ranks.values()).as("ranks by Eq. 2").hasSize(5).allMatch(rank -> rank > 0);

        Dtype dtype = precision.equals("float64") ? Dtype.F64 : Dtype.F32;
        Centralised centralised = new Centralised(dtype, momentum, learningRate, ranks);
        Map<String, double[]> reference = centralised.train();

        assertThat(Sha256.ofFile(centralised.initial)).isEqualTo(initialDigest);
        assertThat(federated.keySet()).isEqualTo(reference.keySet());
        assertThat(distance(
                        reference.get("conv1.0.weight"),
                        read(centralised.initial).get("conv1.0.weight")))
                .as("how far training moved the first convolution")
                .isGreaterThan(1e-3 * norm(reference.get("conv1.0.weight")));
        reference.forEach((name, expected) -> {
            double[] found = federated.get(name);
            if (dtype == Dtype.F64) {
                assertThat(found).as(name).containsExactly(expected, offset(1e-9));
            } else {
                assertThat(distance(found, expected)).as(name).isLessThanOrEqualTo(1e-4 * norm(expected));
            }
        });
    }

    private static Plan plan(String precision, String server, double momentum, double learningRate) {
        return PlanReader.parse(
                """
                name: federated-is-centralised
                seed: %d
                precision: %s
                network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: %d}
                normalisation: {scope: shared, statistics: frozen}
                experts: {rank: 4, ranks: imbalanced, minRank: 2, maxRank: 8, alpha: %s}
                training: {batchSize: 20, learningRate: %s, momentum: %s, weightDecay: %s, temperature: %s, flip: true}
                rounds: {warmup: %d, decomposition: %d, sites: 4}
                exchange: gradients
                server: {optimiser: %s, momentum: 0.9}
                """.formatted(
                                SEED,
                                precision,
                                IMAGE_SIZE,
                                ALPHA,
                                learningRate,
                                momentum,
                                WEIGHT_DECAY,
                                TEMPERATURE,
                                WARMUP,
                                STEPS - WARMUP,
                                server),
                "test plan");
    }

    /** One model, all regions, one optimiser. */
    private final class Centralised {
        private final Network network = Networks.byName("shufflenet-v2-x0.5", Stem.SMALL, 3);
        private final BackboneManifest manifest;
        private final ModelSettings settings;
        private final double learningRate;
        private final Map<String, Integer> ranks;
        private final Path initial = temporary.resolve("initial.safetensors");

        private Centralised(Dtype dtype, double momentum, double learningRate, Map<String, Integer> ranks) {
            this.learningRate = learningRate;
            this.manifest = BackboneManifest.of(network, true, dtype);
            this.ranks = ranks;
            this.settings = new ModelSettings(
                    network,
                    false,
                    true,
                    dtype,
                    OptionalDouble.of(ALPHA),
                    new OptimiserSettings(OptimiserSettings.Kind.SGD, momentum, WEIGHT_DECAY),
                    TEMPERATURE,
                    0,
                    Optional.empty(),
                    SEED);
        }

        /** Every tensor at the end by name: backbone, experts, heads. */
        private Map<String, double[]> train() {
            Initialiser.backbone(manifest, network, SEED, initial);
            List<RegionHead> heads = SITES.stream()
                    .flatMap(site -> site.regions().stream())
                    .map(region -> region.data(IMAGE_SIZE))
                    .map(region -> new RegionHead(region.region(), region.classes()))
                    .toList();
            try (TrainingSession model = TrainingSession.open(settings, heads, new StepLock())) {
                model.backbone(initial);
                for (int step = 0; step < STEPS; step++) {
                    boolean warmup = step < WARMUP;
                    if (!warmup) {
                        model.ranks(ranks);
                    }
                    model.step(unionBatch(step), CosineSchedule.rate(learningRate, step, STEPS), warmup);
                }
                Path delta = temporary.resolve("delta.safetensors");
                model.writeDelta(delta);
                model.saveUnit(temporary.resolve("unit"));
                Map<String, double[]> tensors = new LinkedHashMap<>(moved(manifest, read(initial), read(delta)));
                tensors.putAll(read(temporary.resolve("unit").resolve("experts.safetensors")));
                tensors.putAll(read(temporary.resolve("unit").resolve("local.safetensors")));
                return tensors;
            }
        }

        /** What the sites read in this step, side by side. */
        private ImageBatch unionBatch(int step) {
            List<ImageBatch> parts = new ArrayList<>();
            for (Site site : SITES) {
                List<RegionData> data = site.regions().stream()
                        .map(each -> each.data(IMAGE_SIZE))
                        .toList();
                SampleStream stream = new SampleStream(
                        SEED, data.stream().map(each -> each.training().size()).toList(), true);
                parts.add(Batches.read(data, stream.take((long) step * site.batch(), site.batch()), IMAGE_SIZE));
            }
            int samples = parts.stream().mapToInt(ImageBatch::size).sum();
            float[] pixels = new float[samples * 3 * IMAGE_SIZE * IMAGE_SIZE];
            int[] regions = new int[samples];
            int[] labels = new int[samples];
            int sample = 0;
            int regionsBefore = 0;
            for (int s = 0; s < parts.size(); s++) {
                ImageBatch part = parts.get(s);
                System.arraycopy(part.pixels(), 0, pixels, sample * 3 * IMAGE_SIZE * IMAGE_SIZE, part.pixels().length);
                for (int i = 0; i < part.size(); i++, sample++) {
                    regions[sample] = regionsBefore + part.regions()[i];
                    labels[sample] = part.labels()[i];
                }
                regionsBefore += SITES.get(s).regions().size();
            }
            return new ImageBatch(pixels, IMAGE_SIZE, regions, labels);
        }
    }
}
