package io.lorkd.coordinator.order;

import java.util.Locale;

/** What a person may order. */
public enum Order {
    /** The run stands still before it offers another round. */
    PAUSE,
    /** A run that stands still goes on. */
    RESUME;

    /** As people and their tools write it: {@code pause}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
