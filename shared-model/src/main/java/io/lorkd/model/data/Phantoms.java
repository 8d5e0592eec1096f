package io.lorkd.model.data;

import java.util.List;

/** Synthetic regions. */
public final class Phantoms {

    private Phantoms() {}

    public static List<String> regions() {
        return List.of("phantom-breast", "phantom-skin", "phantom-chest", "phantom-head");
    }

    public static RegionData region(String name, long seed, Preprocessing preprocessing) {
        throw new UnsupportedOperationException("phantoms cannot be drawn yet");
    }
}
