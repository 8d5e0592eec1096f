package io.lorkd.model.schedule;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CosineScheduleTest {

    @Test
    void fallsFromTheBaseRateToExactlyZero() {
        assertThat(CosineSchedule.rate(0.05, 0, 7)).isEqualTo(0.05);
        assertThat(CosineSchedule.rate(0.05, 7, 7)).isZero();
    }

    @Test
    void refusesStepsOutsideTheRun() {
        assertThatIllegalArgumentException().isThrownBy(() -> CosineSchedule.rate(0.05, 8, 7));
        assertThatIllegalArgumentException().isThrownBy(() -> CosineSchedule.rate(0.05, -1, 7));
        assertThatIllegalArgumentException().isThrownBy(() -> CosineSchedule.rate(0.05, 0, 0));
    }
}
