package io.lorkd.coordinator.aggregation;

import java.nio.file.Path;

import static java.util.Objects.requireNonNull;

/**
 * A site's verified update.
 *
 * @param file in the manifest's canonical form
 * @param weight its weight in a mean: samples, less where they are stale; positive and finite
 */
public record Update(String site, Path file, double weight) {
    public Update {
        requireNonNull(site, "site");
        requireNonNull(file, "file");
        if (!(weight > 0 && Double.isFinite(weight))) {
            throw new IllegalArgumentException(
                    "Site " + site + " has weight " + weight + ", which is not a positive number");
        }
    }
}
