package io.lorkd.model.train;

import io.lorkd.model.data.ImageBatch;
import io.lorkd.model.data.ImageSource;
import io.lorkd.model.data.VolumeBatch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Batches of noise, for tests of the arithmetic. */
final class SyntheticBatches {

    private SyntheticBatches() {}

    /**
     * @param perRegion samples of each region, in order; a region may have none
     * @param classes of every region
     */
    static ImageBatch batch(long seed, int imageSize, int classes, int... perRegion) {
        int samples = Arrays.stream(perRegion).sum();
        Random random = new Random(seed);
        float[] pixels = new float[samples * 3 * imageSize * imageSize];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) (random.nextGaussian() * 0.5);
        }
        int[] regions = new int[samples];
        int[] labels = new int[samples];
        int next = 0;
        for (int region = 0; region < perRegion.length; region++) {
            for (int i = 0; i < perRegion[region]; i++) {
                regions[next] = region;
                labels[next] = random.nextInt(classes);
                next++;
            }
        }
        return new ImageBatch(pixels, imageSize, regions, labels);
    }

    /**
     * Patches of noise with a blob of each class in it, which the noise is brighter in.
     *
     * @param extents (depth, height, width)
     * @param classes of each region
     * @param perRegion samples of each region, in order
     */
    static VolumeBatch volumes(long seed, List<Integer> extents, List<Integer> classes, int... perRegion) {
        int samples = Arrays.stream(perRegion).sum();
        int positions = extents.stream().reduce(1, (a, b) -> a * b);
        Random random = new Random(seed);
        float[] voxels = new float[samples * positions];
        byte[] masks = new byte[voxels.length];
        int[] regions = new int[samples];
        int next = 0;
        for (int region = 0; region < perRegion.length; region++) {
            for (int i = 0; i < perRegion[region]; i++) {
                regions[next] = region;
                for (int c = 1; c <= classes.get(region); c++) {
                    int from = next * positions + random.nextInt(positions / 2);
                    Arrays.fill(masks, from, from + positions / 4, (byte) c);
                }
                next++;
            }
        }
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (float) (random.nextGaussian() * 0.5) + masks[i];
        }
        return new VolumeBatch(voxels, extents, regions, masks);
    }

    /** A batch's images, one by one. */
    record Images(ImageBatch batch) implements ImageSource {

        @Override
        public int size() {
            return batch.size();
        }

        @Override
        public int label(int i) {
            return batch.labels()[i];
        }

        @Override
        public void read(int i, float[] into) {
            System.arraycopy(batch.pixels(), i * into.length, into, 0, into.length);
        }

        List<float[]> all() {
            List<float[]> images = new ArrayList<>();
            for (int i = 0; i < size(); i++) {
                float[] image = new float[batch.pixels().length / batch.size()];
                read(i, image);
                images.add(image);
            }
            return images;
        }
    }
}
