package io.lorkd.model.data;

import java.nio.file.Path;
import java.util.List;

/** A data set on disk whose layout and labels are known, its images not yet read. */
sealed interface DataSet permits MedMnistFile, ImageFolder {

    /** The parts a data set is kept in. */
    enum Part {
        TRAINING,
        VALIDATION,
        TEST
    }

    Path path();

    List<String> classes();

    /** The labels of the part's images, in their order; empty where there is no such part. */
    int[] labels(Part part);

    /**
     * Reads and resizes some images of a part.
     *
     * @param indices which, in ascending order
     * @return for each index (1 or 3, imageSize, imageSize), unsigned bytes
     */
    List<byte[]> read(Part part, int[] indices, Preprocessing preprocessing);

    /** Folders inside the data set that are none of its parts. */
    List<Path> leftAlone();
}
