package io.lorkd.model.metric;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class DistanceTransformTest {
    @Test
    void measuresInMillimetres() {
        DistanceTransform distances = new DistanceTransform(new int[] {3, 2, 2}, new double[] {2, 3, 0.5});

        assertThat(distances.from(new int[] {0}))
                .containsExactly(0, 4, 16, 9, 13, 25, 0.25f, 4.25f, 16.25f, 9.25f, 13.25f, 25.25f);
        assertThat(distances.from(new int[] {}))
                .as("of nothing, after something")
                .containsOnly(Float.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isTheLeastOfAllDistances(long seed) {
        Random random = new Random(seed);
        int[] extents = {1 + random.nextInt(9), 1 + random.nextInt(9), 1 + random.nextInt(9)};
        double[] spacing = {0.1 + random.nextDouble(), 0.1 + 5 * random.nextDouble(), 1};
        int points = extents[0] * extents[1] * extents[2];
        int[] marked = random.ints(1 + random.nextInt(8), 0, points).toArray();

        float[] squared = new DistanceTransform(extents, spacing).from(marked);

        for (int point = 0; point < points; point++) {
            int from = point;
            double least = IntStream.of(marked)
                    .mapToDouble(to -> squared(from, to, extents, spacing))
                    .min()
                    .orElseThrow();
            assertThat((double) squared[point]).isCloseTo(least, within(1e-6 * (1 + least)));
        }
    }

    private static double squared(int from, int to, int[] extents, double[] spacing) {
        double x = spacing[0] * (from % extents[0] - to % extents[0]);
        double y = spacing[1] * (from / extents[0] % extents[1] - to / extents[0] % extents[1]);
        double z = spacing[2] * (from / extents[0] / extents[1] - to / extents[0] / extents[1]);
        return x * x + y * y + z * z;
    }
}
