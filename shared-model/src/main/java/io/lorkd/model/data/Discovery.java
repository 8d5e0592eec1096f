package io.lorkd.model.data;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@link DataSets#discover} found, in the order of the paths' names.
 *
 * @param usable the data sets, each one region
 * @param skipped what looked like a data set or might have held one, and why it is not used
 * @param leftAlone folders inside the data sets that are no split of theirs
 */
public record Discovery(List<Found> usable, List<Skipped> skipped, List<Path> leftAlone) {

    public Discovery {
        usable = List.copyOf(usable);
        skipped = List.copyOf(skipped);
        leftAlone = List.copyOf(leftAlone);
    }

    /** @param region the region's name: from the file or folder, in lower case, letters, digits and dashes, unique */
    public record Found(String region, Path dataSet) {}

    /** @param reason what was found and what to do, in one sentence */
    public record Skipped(Path path, String reason) {}
}
