package io.lorkd.model.explain;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GradCamTest {

    /** alpha = (1, -2): 1 * (1, 2, 3, 4) - 2 * (0, 1, 0, 3) = (1, 0, 3, -2), and 3 is the largest. */
    @Test
    void isTheSumOfTheMapsByTheirMeanGradientsWhereItIsAboveZero() {
        float[] maps = {1, 2, 3, 4, 0, 1, 0, 3};
        float[] gradients = {0, 4, 0, 0, -2, -2, -2, -2};

        HeatMap heat = GradCam.of(maps, gradients, 2, 2, 2);

        assertThat(heat.values()).containsExactly(1f / 3, 0, 1, 0);
        assertThat(heat.isCold()).isFalse();
    }

    @Test
    void isAllZeroWhereNothingSpeaksForTheClass() {
        HeatMap heat = GradCam.of(new float[] {1, 2}, new float[] {-1, -1}, 1, 1, 2);

        assertThat(heat.values()).containsExactly(0, 0);
        assertThat(heat.isCold()).isTrue();
    }

    @Test
    void ofAModelThatHasDivergedNothingIsShown() {
        HeatMap heat = GradCam.of(new float[] {1, Float.NaN}, new float[] {1, 1}, 1, 1, 2);

        assertThat(heat.isCold()).isTrue();
    }

    @Test
    void isEnlargedByInterpolatingBetweenThePlacesCentres() {
        HeatMap wide = new HeatMap(1, 2, new float[] {0, 1}).resized(1, 4);
        assertThat(wide.values()).containsExactly(0, 0.25f, 0.75f, 1);

        HeatMap square = new HeatMap(2, 2, new float[] {0, 1, 0.5f, 0.5f}).resized(4, 4);
        assertThat(square.values())
                .containsExactly(
                        0, 0.25f, 0.75f, 1, // as above
                        0.125f, 0.3125f, 0.6875f, 0.875f, // a quarter of the way down
                        0.375f, 0.4375f, 0.5625f, 0.625f, // three quarters
                        0.5f, 0.5f, 0.5f, 0.5f);
    }

    @Test
    void valuesThatDoNotFitTogetherAreRefused() {
        assertThatThrownBy(() -> GradCam.of(new float[8], new float[4], 2, 2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8 values and 4 gradients");
    }
}
