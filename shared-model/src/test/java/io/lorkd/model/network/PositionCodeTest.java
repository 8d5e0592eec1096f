package io.lorkd.model.network;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PositionCodeTest {

    private static final Offset<Float> ROUNDING = Offset.offset(1e-6f);

    /** Of width 12 each axis has 4: frequencies 1 and 1/100, sine and cosine of each. */
    @Test
    void isSineAndCosineOfEachAxis() {
        float[] code = PositionCode.of(List.of(2, 3, 4), 12);

        assertThat(code).hasSize(24 * 12);
        float[] last = Arrays.copyOfRange(code, 23 * 12, 24 * 12);
        double[] expected = {
            Math.sin(1), Math.cos(1), Math.sin(0.01), Math.cos(0.01),
            Math.sin(2), Math.cos(2), Math.sin(0.02), Math.cos(0.02),
            Math.sin(3), Math.cos(3), Math.sin(0.03), Math.cos(0.03)
        };
        for (int i = 0; i < 12; i++) {
            assertThat(last[i]).isCloseTo((float) expected[i], ROUNDING);
        }
    }

    @Test
    void letsTheLastAxisRunFastest() {
        float[] code = PositionCode.of(List.of(2, 3, 4), 12);

        assertThat(code[12]).isZero();
        assertThat(code[12 + 8]).isCloseTo((float) Math.sin(1), ROUNDING);
        assertThat(code[4 * 12 + 4]).isCloseTo((float) Math.sin(1), ROUNDING);
        assertThat(code[12 * 12]).isCloseTo((float) Math.sin(1), ROUNDING);
    }

    @Test
    void startsWithZerosAndOnes() {
        float[] code = PositionCode.of(List.of(1, 1, 1), 768);

        for (int i = 0; i < code.length; i++) {
            assertThat(code[i]).isEqualTo(i % 2);
        }
    }

    /** A width that six does not divide: shares are rounded up, and the last is cut. */
    @Test
    void cutsTheLastAxisToTheWidth() {
        float[] code = PositionCode.of(List.of(1, 1, 2), 16);

        assertThat(code).hasSize(32);
        assertThat(code[16 + 12]).isCloseTo((float) Math.sin(1), ROUNDING);
        assertThat(code[16 + 11]).isEqualTo(1);
    }

    @Test
    void isTheWavesOfEachAxis() {
        List<Integer> extents = List.of(5, 2, 3);
        float[] code = PositionCode.of(extents, 16);

        int[] place = {4, 1, 2};
        int position = (place[0] * extents.get(1) + place[1]) * extents.get(2) + place[2];
        int channel = 0;
        for (int axis = 0; axis < 3; axis++) {
            PositionCode.Waves waves = PositionCode.along(axis, 3, 16);
            for (int i = 0; i < waves.rates().length; i++, channel++) {
                double wave = Math.sin(place[axis] * waves.rates()[i] + waves.phases()[i]);
                assertThat(code[position * 16 + channel]).isCloseTo((float) wave, ROUNDING);
            }
        }
        assertThat(channel).isEqualTo(16);
    }

    @Test
    void needsThreeAxes() {
        assertThatIllegalArgumentException().isThrownBy(() -> PositionCode.of(List.of(2, 2), 12));
    }
}
