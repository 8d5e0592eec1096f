package io.lorkd.faults;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

class FaultScheduleTest {

    @Test
    void theSameSeedGivesTheSameSchedule() {
        assertThat(FaultSchedule.of(7, 40, 3)).isEqualTo(FaultSchedule.of(7, 40, 3));
        assertThat(FaultSchedule.of(8, 40, 3)).isNotEqualTo(FaultSchedule.of(7, 40, 3));
    }

    @Test
    void aLongerScheduleBeginsAsAShorterOneOfItsSeed() {
        assertThat(FaultSchedule.of(7, 40, 3).faults())
                .startsWith(FaultSchedule.of(7, 10, 3).faults().toArray(Fault[]::new));
    }

    @Test
    void aShortScheduleHasEveryKind() {
        int kinds = FaultKind.values().length;

        assertThat(FaultSchedule.of(3, kinds, 2).faults().stream()
                        .map(Fault::kind)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(FaultKind.class))))
                .containsExactlyElementsOf(Arrays.asList(FaultKind.values()));
    }

    @Test
    void everyFaultStrikesASiteThatThereIsAndEndsSoon() {
        assertThat(FaultSchedule.of(1, 500, 3).faults()).hasSize(500).allSatisfy(fault -> {
            assertThat(fault.site()).isBetween(0, 2);
            assertThat(fault.after()).isBetween(Duration.ZERO, Duration.ofSeconds(2));
            assertThat(fault.lasting()).isBetween(Duration.ofMillis(100), Duration.ofSeconds(5));
        });
    }

    @Test
    void aFaultIsToldInASentence() {
        Fault fault = new Fault(1, FaultKind.THROTTLE, 0, false, Duration.ofMillis(20), Duration.ofMillis(900), 50_000);

        assertThat(fault.sentence("site-lungs"))
                .isEqualTo("throttle (line of site-lungs) to 50000 bytes/s for 900 ms, 20 ms after the last fault");
    }
}
