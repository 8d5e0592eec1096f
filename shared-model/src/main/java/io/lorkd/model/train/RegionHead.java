package io.lorkd.model.train;

import java.util.List;
import java.util.Objects;

/** A region that is trained here, and the classes that its own head tells apart. */
public record RegionHead(String region, List<String> classes) {

    public RegionHead {
        Objects.requireNonNull(region, "region");
        classes = List.copyOf(classes);
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("region " + region + " has no classes");
        }
    }
}
