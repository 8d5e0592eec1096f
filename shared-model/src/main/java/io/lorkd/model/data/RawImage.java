package io.lorkd.model.data;

/**
 * An image as it was stored.
 *
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param pixels (height, width, channels), unsigned bytes
 */
record RawImage(int width, int height, int channels, byte[] pixels) {

    RawImage {
        if (pixels.length != (long) width * height * channels) {
            throw new IllegalArgumentException(
                    pixels.length + " bytes for " + width + " x " + height + " pixels of " + channels + " channels");
        }
    }
}
