package io.lorkd.bench;

import io.lorkd.model.data.ImageBatch;
import io.lorkd.model.data.VolumeBatch;
import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Network;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.train.ModelSettings;
import io.lorkd.model.train.OptimiserSettings;
import io.lorkd.model.train.RegionHead;
import io.lorkd.model.train.StepLock;
import io.lorkd.model.train.TrainingSession;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;

import static java.util.stream.Collectors.toMap;

/** Sessions that train on noise, with a first backbone, and the noise. */
final class NoiseTraining {

    /** Small, so that a thousand steps on noise stay finite. */
    static final double LEARNING_RATE = 1e-4;

    private static final int CLASSES = 4;
    private static final long SEED = 1;

    private NoiseTraining() {}

    /** @param rank of every region's expert; 0 for none */
    static TrainingSession open(Network network, OptimiserSettings optimiser, int regions, int rank)
            throws IOException {
        List<RegionHead> heads = heads(regions);
        TrainingSession session = TrainingSession.open(settings(network, optimiser), heads, new StepLock());
        Path folder = Files.createTempDirectory("lorkd-bench");
        Path file = folder.resolve("backbone.safetensors");
        try {
            Initialiser.backbone(BackboneManifest.of(network, true, Dtype.F32), network, SEED, file);
            session.backbone(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
        session.ranks(heads.stream().collect(toMap(RegionHead::region, head -> rank)));
        return session;
    }

    private static ModelSettings settings(Network network, OptimiserSettings optimiser) {
        return new ModelSettings(
                network, false, false, Dtype.F32, OptionalDouble.of(16), optimiser, 1, 0, Optional.empty(), SEED);
    }

    private static List<RegionHead> heads(int regions) {
        List<String> classes =
                IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
        return IntStream.range(0, regions)
                .mapToObj(region -> new RegionHead("region-" + region, classes))
                .toList();
    }

    /** @param regions of each image */
    static ImageBatch images(int pixels, int[] regions) {
        Random random = new Random(SEED);
        float[] values = noise(random, regions.length * 3 * pixels * pixels);
        return new ImageBatch(
                values, pixels, regions, random.ints(regions.length, 0, CLASSES).toArray());
    }

    /** Cubes, of which every class and the background have equal parts. */
    static VolumeBatch volumes(int extent, int[] regions) {
        Random random = new Random(SEED);
        float[] voxels = noise(random, regions.length * extent * extent * extent);
        byte[] masks = new byte[voxels.length];
        for (int i = 0; i < masks.length; i++) {
            masks[i] = (byte) random.nextInt(CLASSES + 1);
        }
        return new VolumeBatch(voxels, List.of(extent, extent, extent), regions, masks);
    }

    private static float[] noise(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }
}
