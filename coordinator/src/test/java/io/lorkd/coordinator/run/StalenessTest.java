package io.lorkd.coordinator.run;

import io.lorkd.protocol.message.RoundId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class StalenessTest {

    @Test
    void isTheNumberOfRoundsInBetween() {
        assertThat(Staleness.between(new RoundId("run", 4, 1), new RoundId("run", 4, 3)))
                .isZero();
        assertThat(Staleness.between(new RoundId("run", 4, 1), new RoundId("run", 7, 1)))
                .isEqualTo(3);
    }

    @ParameterizedTest(name = "{0} samples, {1} rounds behind, exponent {2}: {3}")
    @CsvSource({"64, 0, 0.5, 64", "64, 3, 0.5, 32", "64, 3, 1, 16", "64, 3, 0, 64"})
    void lowersTheWeight(long samples, int tau, double exponent, double weight) {
        assertThat(new Staleness(10, exponent).weight(samples, tau)).isCloseTo(weight, within(1e-12));
    }

    @Test
    void isTooLargeBeyondThePlans() {
        assertThat(new Staleness(2, 0.5).isTooLarge(2)).isFalse();
        assertThat(new Staleness(2, 0.5).isTooLarge(3)).isTrue();
    }
}
