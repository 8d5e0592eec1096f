package io.lorkd.model.data;

import java.nio.file.Path;
import java.util.List;

/** Reads single images, as the network sees them. */
public final class Images {

    private Images() {}

    /**
     * Reads a PNG or JPEG file just as the images of a data set are read.
     *
     * @return (3, imageSize, imageSize), flat, in -1...1
     * @throws io.lorkd.model.InvalidInputException if it cannot be read as a whole, naming the file
     */
    public static float[] read(Path file, Preprocessing preprocessing) {
        int size = preprocessing.imageSize();
        byte[] image = Resizing.toSquare(ImageFile.read(file), size);
        float[] values = new float[preprocessing.values()];
        new StoredImages(size, List.of(image), new int[1]).read(0, values);
        return values;
    }
}
