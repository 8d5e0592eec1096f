package io.lorkd.coordinator.event;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;
import java.util.Optional;

/** How much an event needs somebody's attention, the least first. */
public enum Severity {
    /** The run goes its way. */
    INFO,
    /** Something that happens a few times in a run. */
    NOTICE,
    /** Something did not come to what it should have; the run goes on. */
    WARNING,
    /** The run is over because of it. */
    ERROR;

    /** As it is written everywhere: in small letters. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Severity> of(String word) {
        for (Severity severity : values()) {
            if (severity.word().equals(word)) {
                return Optional.of(severity);
            }
        }
        return Optional.empty();
    }
}
