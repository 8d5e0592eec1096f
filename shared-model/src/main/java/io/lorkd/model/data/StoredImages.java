package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;

import java.nio.file.Path;
import java.util.List;

/** Images decoded and resized once, kept as bytes, normalised when they are read. */
final class StoredImages implements ImageSource {

    private static final float[] NORMALISED = normalised();

    private final int imageSize;
    private final List<byte[]> images;
    private final int[] labels;

    /**
     * @param images each (1 or 3, imageSize, imageSize), unsigned bytes
     * @param labels one per image
     */
    StoredImages(int imageSize, List<byte[]> images, int[] labels) {
        if (images.size() != labels.length) {
            throw new IllegalArgumentException(images.size() + " images and " + labels.length + " labels");
        }
        this.imageSize = imageSize;
        this.images = List.copyOf(images);
        this.labels = labels.clone();
    }

    /**
     * Refuses what would not fit in memory before any of it is read.
     *
     * @param heap the largest size of the heap in bytes
     */
    static void requireRoom(Path source, long images, int channels, int imageSize, long heap) {
        long needed = images * channels * imageSize * imageSize;
        if (needed > heap / 2) {
            throw new InvalidInputException(source + ": " + images + " images of " + imageSize + " x " + imageSize
                    + " pixels need " + needed / 1_000_000 + " MB, more than half of the " + heap / 1_000_000
                    + " MB that Java may use; limit the number of training images or the image size in the plan, or"
                    + " raise Java's -Xmx");
        }
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int label(int i) {
        return labels[i];
    }

    @Override
    public void read(int i, float[] into) {
        byte[] image = images.get(i);
        int plane = imageSize * imageSize;
        for (int k = 0; k < image.length; k++) {
            into[k] = NORMALISED[image[k] & 0xFF];
        }
        if (image.length == plane) {
            System.arraycopy(into, 0, into, plane, plane);
            System.arraycopy(into, 0, into, 2 * plane, plane);
        }
    }

    private static float[] normalised() {
        float[] values = new float[256];
        for (int v = 0; v < values.length; v++) {
            values[v] = (float) ((v / 255.0 - 0.5) / 0.5);
        }
        return values;
    }
}
