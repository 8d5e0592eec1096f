package io.lorkd.coordinator.aggregation;

import java.nio.file.Path;

import static java.util.Objects.requireNonNull;

/**
 * A site's verified update.
 *
 * @param file in the manifest's canonical form
 * @param weight its weight in a mean, in samples; positive
 */
public record Update(String site, Path file, long weight) {
    public Update {
        requireNonNull(site, "site");
        requireNonNull(file, "file");
        if (weight <= 0) {
            throw new IllegalArgumentException("Site " + site + " has weight " + weight + ", which is not positive");
        }
    }
}
