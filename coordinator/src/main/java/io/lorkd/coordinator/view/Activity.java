package io.lorkd.coordinator.view;

import com.fasterxml.jackson.annotation.JsonValue;
import io.lorkd.coordinator.event.Doing;

import java.util.Locale;

/** What a site is at in a round. */
public enum Activity {
    /** It has an offer and has not answered it. */
    WAITING,
    PULLING,
    TRAINING,
    SENDING,
    /** Its update is in. */
    DONE,
    /** Its update was refused. */
    REFUSED,
    /** Its work failed. */
    FAILED,
    /** It is silent, or nothing of its part advances. */
    LOST;

    static Activity of(Doing doing) {
        return switch (doing) {
            case PULLING -> PULLING;
            case TRAINING -> TRAINING;
            case SENDING -> SENDING;
        };
    }

    /** Whether it is a step on the way to an update. */
    boolean isWork() {
        return this == PULLING || this == TRAINING || this == SENDING;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
