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
     * What belongs to one axis: {@code sin(coordinate * rate + phase)} for each.
     *
     * @param rates radians from one coordinate to the next
     * @param phases 0 for a sine, a quarter of a turn for a cosine
     */
    public record Waves(float[] rates, float[] phases) {}

    /**
     * The waves along an axis, for whoever computes the code where the extents are known.
     *
     * @param axis of {@code axes}
     * @param width of the memory's features
     */
    public static Waves along(int axis, int axes, int width) {
        int share = share(axes, width);
        int count = Math.min(share * (axis + 1), width) - share * axis;
        float[] rates = new float[count];
        float[] phases = new float[count];
        for (int i = 0; i < count; i++) {
            rates[i] = (float) (1 / StrictMath.pow(LONGEST_WAVE, (double) (i - i % 2) / share));
            phases[i] = i % 2 == 0 ? 0 : (float) (Math.PI / 2);
        }
        return new Waves(rates, phases);
    }

    /** An even share, of which the last axis' may be cut off. */
    private static int share(int axes, int width) {
        int share = 2 * ((width + 5) / 6);
        if (axes != 3 || width < 1 || share * (axes - 1) >= width) {
            throw new IllegalArgumentException("a code of width " + width + " along " + axes + " axes");
        }
        return share;
    }

    /**
     * @param extents of the memory, one per spatial axis of the feature maps, in their order
     * @param width of the memory's features
     * @return row-major (positions, width), the last axis of the extents running fastest
     */
    public static float[] of(List<Integer> extents, int width) {
        int share = share(extents.size(), width);
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
