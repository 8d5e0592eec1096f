package io.lorkd.model.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Looks at F32 values for NaN and infinity at the speed of memory. Not for several threads at once. */
final class FiniteBits {
    private static final int EXPONENT = 0x7f80_0000;

    private final int[] bits;

    /** @param elements looked at in one go; as many as fit a core's cache */
    FiniteBits(int elements) {
        bits = new int[elements];
    }

    /**
     * Whether all of these values are finite. All bits of the exponent are set in what is not, and in nothing else; so the
     * largest exponent tells.
     *
     * @param values little-endian, a whole number of them; its position stays
     */
    boolean areFinite(ByteBuffer values) {
        var left = values.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        while (left.hasRemaining()) {
            int count = Math.min(bits.length, left.remaining());
            left.get(bits, 0, count);
            if (largestExponent(count) == EXPONENT) {
                return false;
            }
        }
        return true;
    }

    private int largestExponent(int count) {
        int largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, bits[i] & EXPONENT);
        }
        return largest;
    }
}
