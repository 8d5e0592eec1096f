package io.lorkd.site;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a site waits before it says something again: doubling from the first pause to the longest, and each pause
 * shortened by a random share of up to a half, so that sites that lost the coordinator together do not come back together.
 *
 * @param first the pause after the first try
 * @param longest no pause is longer
 */
public record Backoff(Duration first, Duration longest) {
    private static final int MAX_DOUBLINGS = 30;

    public Backoff {
        if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "a back-off goes from at least a millisecond upwards, not from " + first + " to " + longest);
        }
    }

    /** From half a second to ten seconds. */
    public static Backoff standard() {
        return new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
    }

    /**
     * @param attempt tries so far, at least 1
     * @return the pause in milliseconds, at least 1
     */
    long pauseMillis(int attempt) {
        long doubled = first.toMillis() << Math.min(attempt - 1, MAX_DOUBLINGS);
        long pause = doubled <= 0 ? longest.toMillis() : Math.min(doubled, longest.toMillis());
        return Math.max(1, pause - ThreadLocalRandom.current().nextLong(pause / 2 + 1));
    }

    /**
     * When to ask again where the coordinator asks to wait: not before that, and not all sites at once.
     *
     * @return milliseconds, at least 1
     */
    static long afterWait(Duration retryAfter) {
        long pause = Math.max(1, retryAfter.toMillis());
        return pause + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
    }
}
