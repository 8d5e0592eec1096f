package io.lorkd.model.data;

import java.util.List;
import java.util.Objects;

/**
 * One anatomical region's images at one site. The three parts share no image that the data set itself keeps apart.
 *
 * @param classes the classes' names; a label is an index into this list
 * @param validation may be empty where nothing is held out
 */
public record RegionData(
        String region, List<String> classes, ImageSource training, ImageSource validation, ImageSource test) {

    public RegionData {
        Objects.requireNonNull(region, "region");
        classes = List.copyOf(classes);
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(validation, "validation");
        Objects.requireNonNull(test, "test");
    }
}
