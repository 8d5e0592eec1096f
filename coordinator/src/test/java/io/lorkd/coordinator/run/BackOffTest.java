package io.lorkd.coordinator.run;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class BackOffTest {

    @Test
    void doublesUpToTheLongest() {
        BackOff backOff = new BackOff(Duration.ofSeconds(2), Duration.ofSeconds(60), 100);

        assertThat(IntStream.rangeClosed(1, 8).mapToObj(backOff::after).map(Duration::toSeconds))
                .containsExactly(2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
        assertThat(backOff.after(99)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void beginsAnewWithEachAllowance() {
        BackOff backOff = new BackOff(Duration.ofSeconds(2), Duration.ofSeconds(60), 3);

        assertThat(IntStream.rangeClosed(1, 7).filter(backOff::isExhaustedBy)).containsExactly(3, 6);
        assertThat(backOff.after(2)).isEqualTo(Duration.ofSeconds(4));
        assertThat(backOff.after(4)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void neverPausesWhereThePlanGivesNoPause() {
        assertThat(new BackOff(Duration.ZERO, Duration.ofSeconds(60), 100).after(50))
                .isZero();
    }
}
