package io.lorkd.coordinator.http.access;

import io.lorkd.protocol.InvalidConfigurationException;

import java.time.Duration;

/**
 * For how long somebody stays signed in.
 *
 * @param idle without a request
 * @param longest in any case
 */
public record SessionTimes(Duration idle, Duration longest) {

    /** @throws InvalidConfigurationException if they are not as long as that */
    public SessionTimes {
        if (idle.isNegative() || idle.isZero() || idle.compareTo(longest) > 0) {
            throw new InvalidConfigurationException(
                    "found sessions that end after " + idle + " without a request and after " + longest
                            + " in any case; expected durations, the second no shorter than the first");
        }
    }

    /** Two hours without a request, twelve in any case. */
    public static SessionTimes defaults() {
        return new SessionTimes(Duration.ofHours(2), Duration.ofHours(12));
    }
}
