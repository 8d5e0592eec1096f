package io.lorkd.coordinator.order;

import java.util.Locale;

/** What a person may order. */
public enum Order {
    /** A run is begun with a plan. */
    START,
    /** The run stands still before it offers another round. */
    PAUSE,
    /** A run that stands still goes on. */
    RESUME,
    /** The run ends; a round that is being committed is so before. */
    STOP,
    /** A site takes no part in the run until it is let in again. */
    EXCLUDE,
    /** A site that was excluded takes part again. */
    READMIT;

    /** As people and their tools write it: {@code pause}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
