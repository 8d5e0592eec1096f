package io.lorkd.site.console.picture;

import io.lorkd.site.picture.Pictures;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The pictures that were asked for last, a few sets of them, for as long as the agent runs. */
final class Album {
    /** A set has a volume of a patch at most: some megabytes. */
    static final int MOST_SETS = 4;

    private final Map<Integer, Kept> sets = new LinkedHashMap<>();
    private int last;

    /**
     * @param number what its addresses have in them
     * @param drawn what is needed to draw its slices; empty of images
     */
    record Kept(int number, Instant at, Pictures pictures, Optional<DrawnScan> drawn) {}

    synchronized Kept keep(Pictures pictures, Instant at) {
        Optional<DrawnScan> drawn =
                pictures.content() instanceof Pictures.Scan scan ? Optional.of(DrawnScan.of(scan)) : Optional.empty();
        Kept kept = new Kept(++last, at, pictures, drawn);
        sets.put(kept.number(), kept);
        if (sets.size() > MOST_SETS) {
            sets.remove(sets.keySet().iterator().next());
        }
        return kept;
    }

    synchronized Optional<Kept> set(int number) {
        return Optional.ofNullable(sets.get(number));
    }

    synchronized Optional<Kept> newest() {
        return set(last);
    }
}
