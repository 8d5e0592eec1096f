package io.lorkd.coordinator.run;

import java.time.Duration;

/**
 * How long a site's part in a round is still waited for: as long as something of it advances, be it the backbone that it
 * pulls, its training steps, or the update that is pulled from it. That it is alive is not enough. What has been reached
 * before is no advance.
 *
 * <p>It needs no timer: whoever holds it asks it the time.
 */
final class Lease {
    private final Duration length;
    private Duration renewed;
    private long backboneBytes;
    private long step;
    private long updateBytes;
    private boolean fulfilled;

    /** @param now when it begins, by the clock that the other instants are of */
    Lease(Duration length, Duration now) {
        this.length = length;
        this.renewed = now;
    }

    /** The site says how far it is. */
    void trained(long pulledBytes, long steps, Duration now) {
        if (pulledBytes > backboneBytes || steps > step) {
            renewed = now;
        }
        backboneBytes = Math.max(backboneBytes, pulledBytes);
        step = Math.max(step, steps);
    }

    /** So many bytes of the site's update are here. */
    void pulled(long bytes, Duration now) {
        if (bytes > updateBytes) {
            renewed = now;
        }
        updateBytes = Math.max(updateBytes, bytes);
    }

    /** The site's update waits until others are here. */
    void waited(Duration now) {
        renewed = now;
    }

    /** The whole update is here: what it waits for now is this side's doing. */
    void fulfil() {
        fulfilled = true;
    }

    /** The update turned out to be of no use: the site is to send it again, and no later than it was before. */
    void reopen() {
        fulfilled = false;
    }

    boolean isExpired(Duration now) {
        return !fulfilled && standstill(now).compareTo(length) >= 0;
    }

    /** For how long yet it lasts if nothing advances; nought once it has expired. */
    Duration left(Duration now) {
        Duration left = length.minus(standstill(now));
        return fulfilled ? length : left.isNegative() ? Duration.ZERO : left;
    }

    /** The time since anything advanced. */
    Duration standstill(Duration now) {
        return now.minus(renewed);
    }
}
