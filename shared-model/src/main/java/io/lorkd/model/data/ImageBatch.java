package io.lorkd.model.data;

/**
 * Images and their classes.
 *
 * @param pixels (N, 3, imageSize, imageSize), flat, in -1...1
 * @param labels (N): the class within the region
 */
public record ImageBatch(float[] pixels, int imageSize, int[] regions, int[] labels) implements Batch {

    public ImageBatch {
        if (regions.length != labels.length || pixels.length != regions.length * 3L * imageSize * imageSize) {
            throw new IllegalArgumentException("a batch of " + pixels.length + " values, " + regions.length
                    + " regions and " + labels.length + " labels at " + imageSize + " pixels does not fit together");
        }
    }
}
