package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.InvalidConfigurationException;

import java.time.Duration;

/**
 * When a connection counts as alive. Both ends ping.
 *
 * @param ping how often this end asks whether the other is there
 * @param silentAfter how long nothing at all may arrive before the connection is given up
 */
public record LineSettings(Duration ping, Duration silentAfter) {
    public LineSettings {
        if (ping.toMillis() < 1 || silentAfter.compareTo(ping.multipliedBy(2)) < 0) {
            throw new InvalidConfigurationException("ping and silentAfter: found " + ping.toMillis() + " ms and "
                    + silentAfter.toMillis() + " ms; silentAfter must be at least twice the ping");
        }
    }

    /** A ping every two seconds; a line that is silent for eight is given up. */
    public static LineSettings defaults() {
        return new LineSettings(Duration.ofSeconds(2), Duration.ofSeconds(8));
    }
}
