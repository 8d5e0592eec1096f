package io.lorkd.model.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The data sets of a {@link Discovery}, read.
 *
 * @param regions in the order in which they were found; at least one
 * @param skipped those that could not be read after all, after those that the discovery skipped
 */
public record Opened(Map<Discovery.Found, RegionData> regions, List<Discovery.Skipped> skipped) {

    public Opened {
        regions = Collections.unmodifiableMap(new LinkedHashMap<>(regions));
        skipped = List.copyOf(skipped);
    }
}
