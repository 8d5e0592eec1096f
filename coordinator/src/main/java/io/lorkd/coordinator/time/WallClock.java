package io.lorkd.coordinator.time;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;

/**
 * What time it is for people: rows are dated by it, and nothing is decided by it, since it may be set at any moment. The
 * system property {@code lorkd.clock.shift} names a file with a duration ({@code PT-3H}) that is added to the machine's
 * clock, so that a test can set the clock of a daemon while it runs; no file is no shift.
 */
public final class WallClock extends Clock {
    private static final String SHIFT = "lorkd.clock.shift";

    private final Clock machine;
    private final Path shift;

    WallClock(Clock machine, Path shift) {
        this.machine = machine;
        this.shift = shift;
    }

    /** In UTC. */
    public static Clock ofMachine() {
        String file = System.getProperty(SHIFT);
        return file == null ? Clock.systemUTC() : new WallClock(Clock.systemUTC(), Path.of(file));
    }

    @Override
    public ZoneId getZone() {
        return machine.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new WallClock(machine.withZone(zone), shift);
    }

    @Override
    public Instant instant() {
        return machine.instant().plus(shift());
    }

    private Duration shift() {
        try {
            return Files.exists(shift) ? Duration.parse(Files.readString(shift).strip()) : Duration.ZERO;
        } catch (IOException | DateTimeParseException e) {
            throw new IllegalStateException(
                    "The property " + SHIFT + " names " + shift + ", which holds no duration such as PT-3H", e);
        }
    }
}
