package io.lorkd.model.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes batches of a stream's entries. */
public final class Batches {

    private Batches() {}

    /**
     * Reads the samples' training images, mirrored where the sample says so, sorted by region; within a region the
     * samples' order stays.
     *
     * @param regions the regions that {@link Sample#region()} counts through
     * @param imageSize the size that the regions were opened with
     */
    public static ImageBatch read(List<RegionData> regions, List<Sample> samples, int imageSize) {
        List<Sample> sorted =
                samples.stream().sorted(Comparator.comparingInt(Sample::region)).toList();
        int values = 3 * imageSize * imageSize;
        float[] pixels = new float[Math.multiplyExact(sorted.size(), values)];
        int[] regionOf = new int[sorted.size()];
        int[] labels = new int[sorted.size()];
        float[] image = new float[values];
        for (int n = 0; n < sorted.size(); n++) {
            Sample sample = sorted.get(n);
            ImageSource source = regions.get(sample.region()).training();
            source.read(sample.index(), image);
            if (sample.flip()) {
                mirror(image, imageSize);
            }
            System.arraycopy(image, 0, pixels, n * values, values);
            regionOf[n] = sample.region();
            labels[n] = source.label(sample.index());
        }
        return new ImageBatch(pixels, imageSize, regionOf, labels);
    }

    /**
     * The sizes of the fewest batches that hold {@code samples} with at most {@code batchSize} each; they differ by at
     * most one, the larger ones first, so that no pass ends in a batch too small to normalise by.
     */
    public static List<Integer> sizes(long samples, int batchSize) {
        if (samples < 0 || batchSize < 1) {
            throw new IllegalArgumentException(samples + " samples in batches of " + batchSize
                    + ": samples must not be negative, the batch size at least 1");
        }
        int batches = Math.toIntExact((samples + batchSize - 1) / batchSize);
        List<Integer> sizes = new ArrayList<>(batches);
        for (int i = 0; i < batches; i++) {
            sizes.add((int) (samples / batches + (i < samples % batches ? 1 : 0)));
        }
        return List.copyOf(sizes);
    }

    private static void mirror(float[] image, int width) {
        for (int row = 0; row < image.length; row += width) {
            for (int left = row, right = row + width - 1; left < right; left++, right--) {
                float held = image[left];
                image[left] = image[right];
                image[right] = held;
            }
        }
    }
}
