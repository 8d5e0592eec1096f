package io.lorkd.model.volume;

/**
 * Percentiles of many values without sorting or copying them: two counts, by the upper and the lower half of a value's bits,
 * find the value at a rank exactly.
 */
final class OrderStatistics {

    private static final int HALF_BITS = 16;
    private static final int HALVES = 1 << HALF_BITS;
    private static final int LOWER_HALF = HALVES - 1;

    private final float[] values;
    private final int[] byUpperHalf = new int[HALVES];

    /** @param values finite, one at least */
    OrderStatistics(float[] values) {
        this.values = values;
        for (float value : values) {
            byUpperHalf[ordered(value) >>> HALF_BITS]++;
        }
    }

    /** Between the two nearest ranks, linearly: what NumPy's {@code percentile} gives. */
    float percentile(double percent) {
        double rank = percent / 100 * (values.length - 1);
        int before = (int) Math.floor(rank);
        double share = rank - before;
        double lower = at(before);
        return (float) (share == 0 ? lower : lower + share * (at(before + 1) - lower));
    }

    private float at(int rank) {
        int upper = 0;
        int left = rank;
        while (left >= byUpperHalf[upper]) {
            left -= byUpperHalf[upper++];
        }
        int[] byLowerHalf = new int[HALVES];
        for (float value : values) {
            int ordered = ordered(value);
            if (ordered >>> HALF_BITS == upper) {
                byLowerHalf[ordered & LOWER_HALF]++;
            }
        }
        int lower = 0;
        while (left >= byLowerHalf[lower]) {
            left -= byLowerHalf[lower++];
        }
        return value(upper << HALF_BITS | lower);
    }

    /** Bits that, as an unsigned number, are in the values' order: negative ones turned over, the others above them. */
    private static int ordered(float value) {
        int bits = Float.floatToRawIntBits(value);
        return bits ^ (bits >> 31 | Integer.MIN_VALUE);
    }

    private static float value(int ordered) {
        return Float.intBitsToFloat(ordered ^ (~ordered >> 31 | Integer.MIN_VALUE));
    }
}
