package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.Doing;
import io.lorkd.coordinator.event.WorkEvent.UpdateStaged.Took;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** When a site began what, in its part of a round; for people to see, nothing is decided by it. */
final class Course {
    private final Map<Doing, Duration> begun = new EnumMap<>(Doing.class);
    private Doing now;

    /** Whether it was at something else before. */
    boolean turnsTo(Doing doing, Duration at) {
        if (doing == now) {
            return false;
        }
        now = doing;
        begun.put(doing, at);
        return true;
    }

    /** @param end when the update was in */
    Took took(Duration end) {
        Duration sending = begun.getOrDefault(Doing.SENDING, end);
        Duration training = begun.getOrDefault(Doing.TRAINING, sending);
        Duration pulling = begun.getOrDefault(Doing.PULLING, training);
        return new Took(between(pulling, training), between(training, sending), between(sending, end));
    }

    private static long between(Duration from, Duration to) {
        return Math.max(0, to.minus(from).toMillis());
    }
}
