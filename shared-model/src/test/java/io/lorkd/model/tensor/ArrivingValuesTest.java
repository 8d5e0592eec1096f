package io.lorkd.model.tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import static org.assertj.core.api.Assertions.assertThat;

class ArrivingValuesTest {
    private static final int HEADER = 24;
    private static final int VALUES = 50_000;

    private final ByteBuffer file =
            ByteBuffer.allocate(HEADER + VALUES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ArrivingValues values = new ArrivingValues(HEADER, file.capacity());

    @ParameterizedTest
    @ValueSource(ints = {4, 12, HEADER, HEADER + 4, 64 * 1024, 1 << 20})
    void seesThatAllAreFiniteHoweverTheFileIsCut(int piece) {
        fill();

        arrive(0, piece);

        assertThat(values.allFinite()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8 << 10, VALUES - 1})
    void seesTheOneThatIsNotFinite(int index) {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            fill();
            file.putFloat(HEADER + index * Float.BYTES, bad);

            arrive(0, 64 * 1024);

            assertThat(values.allFinite()).isFalse();
        }
    }

    @Test
    void saysNothingOfAFileWhoseBeginningOrEndItHasNotSeen() {
        assertThat(values.allFinite()).isFalse();
        arrive(64 * 1024, 64 * 1024);
        assertThat(values.allFinite()).isFalse();

        fill();
        values.take(0, file.slice(0, HEADER + 8));
        assertThat(values.allFinite()).isFalse();
        arrive(64 * 1024, 64 * 1024);
        assertThat(values.allFinite()).isFalse();
    }

    @Test
    void saysNothingWhereValuesAreCut() {
        arrive(0, 64 * 1024 + 1);

        assertThat(values.allFinite()).isFalse();
    }

    @Test
    void looksAgainWhenTheFileBeginsAnew() {
        file.putFloat(HEADER, Float.NaN);
        arrive(0, 64 * 1024);
        fill();

        arrive(0, 64 * 1024);

        assertThat(values.allFinite()).isTrue();
    }

    /** The header's bytes would be NaN. */
    private void fill() {
        for (int i = 0; i < HEADER; i++) {
            file.put(i, (byte) 0xff);
        }
        for (int i = 0; i < VALUES; i++) {
            file.putFloat(HEADER + i * Float.BYTES, i % 2 == 0 ? -Float.MAX_VALUE : i);
        }
    }

    private void arrive(int from, int piece) {
        for (int at = from; at < file.capacity(); at += piece) {
            values.take(
                    at, file.slice(at, Math.min(piece, file.capacity() - at)).asReadOnlyBuffer());
        }
    }
}
