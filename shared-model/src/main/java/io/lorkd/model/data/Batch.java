package io.lorkd.model.data;

/**
 * Images of one or several regions, sorted by region, so that each region's images lie next to each other.
 *
 * @param pixels (N, 3, imageSize, imageSize), flat, in -1...1
 * @param regions (N): which of the site's regions, not decreasing
 * @param labels (N): the class within the region
 */
public record Batch(float[] pixels, int imageSize, int[] regions, int[] labels) {

    public Batch {
        if (regions.length != labels.length || pixels.length != regions.length * 3L * imageSize * imageSize) {
            throw new IllegalArgumentException("a batch of " + pixels.length + " values, " + regions.length
                    + " regions and " + labels.length + " labels at " + imageSize + " pixels does not fit together");
        }
    }

    public int size() {
        return labels.length;
    }
}
