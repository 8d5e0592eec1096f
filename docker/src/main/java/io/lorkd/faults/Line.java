package io.lorkd.faults;

import java.time.Duration;

/**
 * How well a line passes things on.
 *
 * @param delay by how much each piece is late
 * @param bytesPerSecond what comes through; {@link Long#MAX_VALUE} is no limit
 */
record Line(Duration delay, long bytesPerSecond) {
    static final Line GOOD = new Line(Duration.ZERO, Long.MAX_VALUE);

    Line {
        if (delay.isNegative() || bytesPerSecond < 1) {
            throw new IllegalArgumentException("A line that is late by " + delay + " and passes on " + bytesPerSecond
                    + " bytes/s; the delay is at least 0, the rate at least 1");
        }
    }

    Line withDelay(Duration other) {
        return new Line(other, bytesPerSecond);
    }

    Line withBytesPerSecond(long other) {
        return new Line(delay, other);
    }

    /** How long so many bytes occupy the line. */
    long nanosFor(int bytes) {
        return bytesPerSecond == Long.MAX_VALUE ? 0 : (long) (bytes * 1e9 / bytesPerSecond);
    }
}
