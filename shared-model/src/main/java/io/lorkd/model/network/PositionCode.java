package io.lorkd.model.network;

import java.util.List;

/**
 * The sine code that tells a query decoder where each position of its memory lies: SAT's, which is {@code
 * PositionalEncoding3D} of the package positional-encodings. A third of the width belongs to each axis, sine and cosine of one
 * frequency side by side.
 */
public final class PositionCode {

    private static final double LONGEST_WAVE = 10_000;

    private PositionCode() {}

    /**
     * @param extents of the memory, one per spatial axis of the feature maps, in their order
     * @param width of the memory's features
     * @return row-major (positions, width), the last axis of the extents running fastest
     */
    public static float[] of(List<Integer> extents, int width) {
        // an even share, of which the last axis' may be cut off
        int share = 2 * ((width + 5) / 6);
        if (extents.size() != 3 || width < 1 || share * (extents.size() - 1) >= width) {
            throw new IllegalArgumentException("a code of width " + width + " for extents " + extents);
        }
        int positions = extents.stream().reduce(1, Math::multiplyExact);
        float[] code = new float[Math.multiplyExact(positions, width)];
        for (int position = 0; position < positions; position++) {
            int rest = position;
            for (int axis = extents.size() - 1; axis >= 0; axis--) {
                int coordinate = rest % extents.get(axis);
                rest /= extents.get(axis);
                int end = Math.min(share * (axis + 1), width);
                for (int i = share * axis; i < end; i++) {
                    code[position * width + i] = (float) wave(coordinate, i - share * axis, share);
                }
            }
        }
        return code;
    }

    private static double wave(int coordinate, int i, int share) {
        double angle = coordinate / StrictMath.pow(LONGEST_WAVE, (double) (i - i % 2) / share);
        return i % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle);
    }
}
