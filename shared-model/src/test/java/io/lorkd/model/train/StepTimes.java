package io.lorkd.model.train;

import io.lorkd.model.data.ImageBatch;
import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Prints how long whole training steps take; a quick look, not a benchmark. */
final class StepTimes {

    private StepTimes() {}

    public static void main(String[] arguments) throws Exception {
        String name = arguments[0];
        for (int size : new int[] {28, 32}) {
            for (int samples : new int[] {32, 64}) {
                int quarter = samples / 4;
                double plain = time(name, size, 1, 0, samples);
                double single = time(name, size, 1, 8, samples);
                double mixed = time(name, size, 4, 8, quarter, quarter, quarter, quarter);
                double plainMixed = time(name, size, 4, 0, quarter, quarter, quarter, quarter);
                System.out.printf(
                        "%s %d px B=%d: plain %.1f ms, single task %.1f ms (%.2f), plain trunk with 4 heads %.1f ms, 4"
                                + " tasks %.1f ms (%.2f)%n",
                        name, size, samples, plain, single, single / plain, plainMixed, mixed, mixed / plain);
            }
        }
    }

    /** Of this thread: with one training thread, all of the work, however busy the machine. */
    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double time(String name, int imageSize, int regions, int rank, int... perRegion) throws Exception {
        Network network = Networks.byName(name, Stem.SMALL, 3);
        ModelSettings settings = new ModelSettings(
                network,
                false,
                false,
                Dtype.F32,
                OptionalDouble.of(16),
                new OptimiserSettings(OptimiserSettings.Kind.SGD, 0.9, 1e-4),
                1,
                0,
                Optional.empty(),
                1);
        Path backbone = Files.createTempFile("backbone", ".safetensors");
        Initialiser.backbone(BackboneManifest.of(network, true, Dtype.F32), network, 1, backbone);
        List<RegionHead> heads = new ArrayList<>();
        Map<String, Integer> ranks = new HashMap<>();
        for (int i = 0; i < regions; i++) {
            heads.add(new RegionHead("r" + i, List.of("a", "b", "c")));
            ranks.put("r" + i, rank);
        }
        try (TrainingSession session = TrainingSession.open(settings, heads, new StepLock())) {
            session.ranks(ranks);
            session.backbone(backbone);
            ImageBatch batch = SyntheticBatches.batch(1, imageSize, 3, perRegion);
            double best = Double.MAX_VALUE;
            for (int i = 0; i < 25; i++) {
                long start = cpuTime();
                session.step(batch, 0.01, false);
                if (i > 5) {
                    best = Math.min(best, (cpuTime() - start) / 1e6);
                }
            }
            return best;
        } finally {
            Files.delete(backbone);
        }
    }
}
