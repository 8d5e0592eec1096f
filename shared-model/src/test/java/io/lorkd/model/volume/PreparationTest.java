package io.lorkd.model.volume;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PreparationTest {

    /** x runs to the back, y to the left, z upwards. */
    private static final Grid TURNED =
            new Grid(6, 5, 4, new Affine(List.of(0.0, -1.0, 0.0, 3.0, -2.0, 0.0, 0.0, 9.0, 0.0, 0.0, 3.0, -7.0)));

    private static final Optional<Spacing> FINE = Optional.of(new Spacing(0.9, 0.9, 0.9));

    @ParameterizedTest
    @EnumSource
    void aVolumeIsTurnedResampledAndBroughtToMean0AndDeviation1(Modality modality) {
        Volume original = scaled(Places.noise(TURNED, 1), 300, 100);
        float[] before = original.values().clone();
        Preparation preparation = new Preparation(FINE, modality);

        Volume prepared = preparation.prepare(original);

        assertThat(prepared.grid()).isEqualTo(preparation.grid(TURNED));
        assertThat(prepared.grid().affine().elements())
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : Double.compare(a, b))
                .containsExactly(0.9, 0.0, 0.0, -1.05, 0.0, 0.9, 0.0, -1.55, 0.0, 0.0, 0.9, -8.05);
        assertThat(mean(prepared.values())).isCloseTo(0, within(1e-6));
        assertThat(deviation(prepared.values())).isCloseTo(1, within(1e-6));
        assertThat(original.values()).isEqualTo(before);
    }

    @Test
    void ctIsClippedToItsWindow() {
        Grid grid = new Grid(4, 1, 1, Affine.ofSpacing(1, 1, 1));
        Volume wide = new Volume(grid, new float[] {-1024, -500, 1000, 3000});
        Volume narrow = new Volume(grid, new float[] {-500, -500, 1000, 1000});
        Preparation preparation = new Preparation(Optional.empty(), Modality.CT);

        assertThat(preparation.prepare(wide).values())
                .containsExactly(-1, -1, 1, 1)
                .isEqualTo(preparation.prepare(narrow).values());
    }

    @Test
    void othersAreClippedToTheirPercentiles() {
        float[] values = new float[1001];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        values[1000] = 1e6f;
        Grid grid = new Grid(1001, 1, 1, Affine.ofSpacing(1, 1, 1));

        float[] prepared = new Preparation(Optional.empty(), Modality.OTHER)
                .prepare(new Volume(grid, values))
                .values();

        assertThat(prepared[0]).isEqualTo(prepared[5]).isLessThan(prepared[6]);
        assertThat(prepared[1000]).isEqualTo(prepared[995]).isGreaterThan(prepared[994]);
        assertThat(prepared[500]).isCloseTo(0, within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 0.1f, -1024, 3e38f, -1e-40f})
    void aConstantVolumeBecomesZeros(float value) {
        float[] values = new float[TURNED.voxels()];
        Arrays.fill(values, value);
        for (Modality modality : Modality.values()) {
            assertThat(new Preparation(FINE, modality)
                            .prepare(new Volume(TURNED, values))
                            .values())
                    .containsOnly(0f);
        }
    }

    /** So bright a voxel in so many is beyond the percentile. */
    @Test
    void aVolumeThatIsConstantButForOneVoxelBecomesZeros() {
        float[] values = new float[1000];
        values[77] = 1000;
        Grid grid = new Grid(10, 10, 10, Affine.ofSpacing(1, 1, 1));

        assertThat(new Preparation(Optional.empty(), Modality.OTHER)
                        .prepare(new Volume(grid, values))
                        .values())
                .containsOnly(0f);
    }

    @Test
    void aMaskComesBackToItsOwnGrid() {
        Mask mask = Places.labels(TURNED, 3, 1);
        Preparation preparation = new Preparation(FINE, Modality.OTHER);

        Mask prepared = preparation.prepare(mask);
        Mask restored = preparation.restore(prepared, TURNED);

        assertThat(prepared.grid()).isEqualTo(preparation.grid(TURNED));
        assertThat(restored.grid()).isEqualTo(TURNED);
        assertThat(restored.labels()).isEqualTo(mask.labels());
    }

    /** A ball of 8 mm radius through voxels of 1.5 mm and back: what differs is a skin of less than half a voxel. */
    @Test
    void aMaskThatWentThroughCoarserVoxelsIsNearlyItself() {
        Grid grid = new Grid(24, 24, 24, Affine.ofSpacing(-1, 1, 1));
        short[] labels = new short[grid.voxels()];
        int inside = 0;
        for (int i = 0; i < labels.length; i++) {
            double x = i % 24 - 11.5;
            double y = i / 24 % 24 - 11.5;
            double z = i / 576 - 11.5;
            labels[i] = (short) (x * x + y * y + z * z < 64 ? 1 : 0);
            inside += labels[i];
        }
        Preparation preparation = new Preparation(Optional.of(new Spacing(1.5, 1.5, 1.5)), Modality.CT);
        Mask restored = preparation.restore(preparation.prepare(new Mask(grid, labels)), grid);

        int both = 0;
        int restoredInside = 0;
        for (int i = 0; i < labels.length; i++) {
            both += labels[i] & restored.labels()[i];
            restoredInside += restored.labels()[i];
        }
        assertThat(2.0 * both / (inside + restoredInside)).isGreaterThan(0.9);
    }

    @Test
    void percentilesAreThoseOfTheSortedValues() {
        Random random = new Random(1);
        for (int length : new int[] {1, 2, 3, 200, 5000}) {
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                double value = random.nextInt(4) == 0 ? random.nextInt(3) - 1 : random.nextGaussian() * 1e3;
                values[i] = random.nextInt(9) == 0 ? -0f : (float) value;
            }
            float[] sorted = values.clone();
            Arrays.sort(sorted);
            OrderStatistics statistics = new OrderStatistics(values);
            for (double percent : new double[] {0, 0.5, 25, 50, 99.5, 100}) {
                double rank = percent / 100 * (length - 1);
                double below = sorted[(int) Math.floor(rank)];
                double above = sorted[(int) Math.ceil(rank)];
                assertThat((double) statistics.percentile(percent))
                        .isCloseTo(below + (rank - Math.floor(rank)) * (above - below), within(1e-3));
            }
        }
    }

    private static Volume scaled(Volume volume, float factor, float offset) {
        float[] values = volume.values();
        for (int i = 0; i < values.length; i++) {
            values[i] = factor * values[i] + offset;
        }
        return volume;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double deviation(float[] values) {
        double mean = mean(values);
        double sum = 0;
        for (float value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }
}
