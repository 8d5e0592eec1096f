package io.lorkd.protocol.certificate;

import io.lorkd.protocol.InvalidConfigurationException;

import java.time.Duration;
import java.util.Objects;

/**
 * How long certificates are in force from their issue.
 *
 * <p>An authority outlives any study; what a peer holds is short enough that a key that was lost unnoticed is of no use for
 * ever, and long enough that nobody is called every month.
 */
public record Validity(Duration authority, Duration server, Duration site) {
    private static final Duration YEAR = Duration.ofDays(365);

    public static final Validity DEFAULT = new Validity(Duration.ofDays(3652), YEAR, YEAR);

    public Validity {
        check("authority", authority);
        check("server", server);
        check("site", site);
    }

    private static void check(String what, Duration duration) {
        Objects.requireNonNull(duration, what);
        if (duration.compareTo(Duration.ofMinutes(1)) < 0 || duration.compareTo(YEAR.multipliedBy(100)) > 0) {
            throw new InvalidConfigurationException("how long the certificate of a " + what + " is in force: found "
                    + duration + "; allowed are a minute to a hundred years");
        }
    }
}
