package io.lorkd.coordinator.time;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class WallClockTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path temporary;

    private Path file;

    private Clock clock() {
        file = temporary.resolve("shift");
        return new WallClock(Clock.fixed(NOON, ZoneOffset.UTC), file);
    }

    @Test
    void itIsTheMachinesUntilItIsShifted() {
        assertThat(clock().instant()).isEqualTo(NOON);
    }

    @Test
    void itJumpsWhileItIsInUse() throws IOException {
        Clock clock = clock();
        Files.writeString(file, "PT-3H\n");
        assertThat(clock.instant()).isEqualTo("2026-03-01T09:00:00Z");

        Files.writeString(file, "PT30M");
        assertThat(clock.instant()).isEqualTo("2026-03-01T12:30:00Z");
    }

    @Test
    void aShiftThatIsNoDurationIsNamed() throws IOException {
        Clock clock = clock();
        Files.writeString(file, "three hours");

        assertThatIllegalStateException()
                .isThrownBy(clock::instant)
                .withMessageContaining("lorkd.clock.shift")
                .withMessageContaining(file.toString());
    }
}
