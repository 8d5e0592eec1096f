package io.lorkd.model.data;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@link DataSets#discover} found, in the order of the paths' names.
 *
 * @param usable the data sets, each one region
 * @param skipped what is or might have held a data set but cannot be used, and why
 * @param leftAlone folders inside the usable data sets that are none of their splits
 * @param named whether the path given is itself the data set, rather than a folder of some
 */
public record Discovery(List<Found> usable, List<Skipped> skipped, List<Path> leftAlone, boolean named) {

    public Discovery {
        usable = List.copyOf(usable);
        skipped = List.copyOf(skipped);
        leftAlone = List.copyOf(leftAlone);
    }

    /** @param region the region's name, from the file or folder: {@code [a-z0-9-]}, at most 63 characters, unique */
    public record Found(String region, Path dataSet) {}

    /** @param reason what was found and what to do; names the file */
    public record Skipped(Path path, String reason) {}
}
