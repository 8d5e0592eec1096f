package io.lorkd.model.data;

/** Labelled images, ready to be read in any order and by several threads at once. */
public interface ImageSource {

    int size();

    /** The class of image {@code i}: an index into the region's classes. */
    int label(int i);

    /**
     * Writes image {@code i} to the first 3 * S * S values of {@code into}: channel first, then rows, then columns, in
     * -1...1 (see {@link Preprocessing}).
     *
     * @throws IndexOutOfBoundsException if there is no such image, or {@code into} is too short
     */
    void read(int i, float[] into);
}
