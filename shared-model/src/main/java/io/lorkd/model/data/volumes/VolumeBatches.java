package io.lorkd.model.data.volumes;

import io.lorkd.model.data.Batches;
import io.lorkd.model.data.Sample;
import io.lorkd.model.data.SeededRandom;
import io.lorkd.model.data.VolumeBatch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Makes batches of patches. */
public final class VolumeBatches {

    /** So that a region of one volume or two is not judged by one place in it. */
    private static final int FEWEST_HELD_OUT = 8;

    private VolumeBatches() {}

    /**
     * Reads a patch for each sample, its place and its change of intensity drawn from {@link Sample#draw}, mirrored left
     * to right where the sample says so, sorted by region; within a region the samples' order stays.
     *
     * @param regions the regions that {@link Sample#region()} counts through, whose {@link RegionVolumes#samples()} are
     *     the stream's sizes
     * @throws io.lorkd.model.InvalidInputException if a file that is read only now cannot be used
     */
    public static VolumeBatch read(List<RegionVolumes> regions, List<Sample> samples, Patches patches) {
        List<Sample> sorted =
                samples.stream().sorted(Comparator.comparingInt(Sample::region)).toList();
        Filling batch = new Filling(sorted.size(), patches);
        for (Sample sample : sorted) {
            RegionVolumes region = regions.get(sample.region());
            LabelledVolume volume = region.training().read(sample.index() / region.patchesPerVolume());
            batch.add(sample.region(), volume, new Random(sample.draw()), sample.flip(), patches.intensity());
        }
        return batch.finish();
    }

    /**
     * The region's held-out part, or its training part where nothing is held out: as many patches of each volume, one at
     * least, as make {@value #FEWEST_HELD_OUT} in all, placed as in training, their intensity unchanged. The same patches
     * whenever it is asked.
     *
     * @param position the region's position among the site's
     */
    public static List<VolumeBatch> heldOut(
            RegionVolumes region, int position, Patches patches, int batchSize, long seed) {
        VolumeSource part = region.validation().size() > 0 ? region.validation() : region.training();
        long draws =
                SeededRandom.of(seed, "held-out patches of " + region.region()).nextLong();
        int ofEach = (FEWEST_HELD_OUT + part.size() - 1) / part.size();
        List<VolumeBatch> batches = new ArrayList<>();
        int next = 0;
        for (int size : Batches.sizes((long) ofEach * part.size(), batchSize)) {
            Filling batch = new Filling(size, patches);
            for (int i : IntStream.range(next, next + size).toArray()) {
                batch.add(position, part.read(i / ofEach), new Random(SeededRandom.mix(draws, i)), false, 0);
            }
            batches.add(batch.finish());
            next += size;
        }
        return batches;
    }

    /** A batch that patch after patch is written to. */
    private static final class Filling {

        private final Patches patches;
        private final float[] voxels;
        private final byte[] masks;
        private final int[] regions;
        private int filled;

        Filling(int size, Patches patches) {
            this.patches = patches;
            this.voxels = new float[Math.multiplyExact(size, patches.voxels())];
            this.masks = new byte[voxels.length];
            this.regions = new int[size];
        }

        void add(int region, LabelledVolume volume, Random random, boolean flip, double intensity) {
            PatchPlace place = PatchPlace.draw(volume, patches, random);
            int offset = filled * patches.voxels();
            place.copy(volume, flip, voxels, masks, offset);
            if (intensity > 0) {
                double contrast = 1 + intensity * (2 * random.nextDouble() - 1);
                double brightness = intensity * (2 * random.nextDouble() - 1);
                for (int i = offset; i < offset + patches.voxels(); i++) {
                    voxels[i] = (float) (contrast * voxels[i] + brightness);
                }
            }
            regions[filled++] = region;
        }

        VolumeBatch finish() {
            List<Integer> extents = patches.extents();
            return new VolumeBatch(voxels, List.of(extents.get(2), extents.get(1), extents.get(0)), regions, masks);
        }
    }
}
