package io.lorkd.coordinator.run;

import java.time.Duration;

/**
 * When a site counts as living.
 *
 * @param heartbeat how often a site says that it lives
 * @param lostAfter how long a site may be silent before it counts as lost; longer than the heartbeat
 */
public record Liveness(Duration heartbeat, Duration lostAfter) {

    public Liveness {
        if (heartbeat.isNegative() || heartbeat.isZero()) {
            throw new IllegalArgumentException("The heartbeat " + heartbeat + " is not a positive time");
        }
        if (lostAfter.compareTo(heartbeat) <= 0) {
            throw new IllegalArgumentException(
                    "A site would be lost after " + lostAfter + ", before its next heartbeat after " + heartbeat);
        }
    }

    /** A heartbeat every second; lost after ten. */
    public static Liveness defaults() {
        return new Liveness(Duration.ofSeconds(1), Duration.ofSeconds(10));
    }
}
