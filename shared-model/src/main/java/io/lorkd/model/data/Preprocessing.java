package io.lorkd.model.data;

/**
 * What is done to an image before the network sees it: resized to a square (each side on its own, so the aspect ratio is
 * not kept), grey repeated to three channels, and each value {@code v} in 0...255 mapped to {@code (v / 255 - 0.5) / 0.5}.
 *
 * @param imageSize height and width in pixels, 8 to 1024
 */
public record Preprocessing(int imageSize) {

    private static final int SMALLEST = 8;
    private static final int LARGEST = 1024;

    public Preprocessing {
        if (imageSize < SMALLEST || imageSize > LARGEST) {
            throw new IllegalArgumentException(
                    "imageSize is " + imageSize + "; it must be " + SMALLEST + " to " + LARGEST + " pixels");
        }
    }

    /** What one image takes in a batch: 3 channels of imageSize x imageSize. */
    public int values() {
        return 3 * imageSize * imageSize;
    }
}
