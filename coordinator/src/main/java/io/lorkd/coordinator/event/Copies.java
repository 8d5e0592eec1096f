package io.lorkd.coordinator.event;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Copies that nobody can change. */
final class Copies {
    private Copies() {}

    static <V> SortedMap<String, V> sorted(Map<String, V> values) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
}
