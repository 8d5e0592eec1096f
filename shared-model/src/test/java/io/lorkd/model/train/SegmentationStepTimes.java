package io.lorkd.model.train;

import io.lorkd.model.data.VolumeBatch;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Prints how long steps of a U-Net take, without experts, with them on one region, and on as many regions as samples; a
 * quick look, not a benchmark. Arguments: network, depth, height, width, and the rank.
 */
final class SegmentationStepTimes {

    private static final int STEPS = 7;

    private SegmentationStepTimes() {}

    public static void main(String[] arguments) throws Exception {
        String name = arguments[0];
        List<Integer> extents =
                Arrays.stream(arguments).skip(1).limit(3).map(Integer::valueOf).toList();
        int rank = Integer.parseInt(arguments[4]);
        double plain = time(name, extents, 0, 2);
        double single = time(name, extents, rank, 2);
        double mixed = time(name, extents, rank, 1, 1);
        System.out.printf(
                "%s, patch %s, 2 samples: plain %.0f ms, rank %d on one region %.0f ms (%.2f), on two %.0f ms (%.2f)%n",
                name, extents, plain, rank, single, single / plain, mixed, mixed / plain);
    }

    /** CPU milliseconds of this thread, the best of a few steps: with one training thread, all of the work. */
    private static double time(String name, List<Integer> extents, int rank, int... perRegion) throws Exception {
        Network network = Networks.byName(name, Stem.STANDARD, 3);
        ModelSettings settings = new ModelSettings(
                network,
                false,
                false,
                Dtype.F32,
                OptionalDouble.of(16),
                new OptimiserSettings(OptimiserSettings.Kind.ADAMW, 0, 1e-2),
                1,
                0,
                Optional.empty(),
                1);
        Path backbone = Files.createTempFile("backbone", ".safetensors");
        Initialiser.backbone(BackboneManifest.of(network, true, Dtype.F32), network, 1, backbone);
        List<RegionHead> heads = new ArrayList<>();
        Map<String, Integer> ranks = new HashMap<>();
        for (int i = 0; i < perRegion.length; i++) {
            heads.add(new RegionHead("r" + i, List.of("a", "b")));
            ranks.put("r" + i, rank);
        }
        try (TrainingSession session = TrainingSession.open(settings, heads, new StepLock())) {
            session.ranks(ranks);
            session.backbone(backbone);
            VolumeBatch batch = SyntheticBatches.volumes(1, extents, List.of(2, 2), perRegion);
            double best = Double.MAX_VALUE;
            for (int i = 0; i < STEPS; i++) {
                long start = cpuTime();
                session.step(batch, 1e-4, false);
                if (i > 1) {
                    best = Math.min(best, (cpuTime() - start) / 1e6);
                }
            }
            return best;
        } finally {
            Files.delete(backbone);
        }
    }

    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
