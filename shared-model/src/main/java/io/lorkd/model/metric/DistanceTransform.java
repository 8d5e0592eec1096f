package io.lorkd.model.metric;

import java.util.Arrays;

/**
 * The exact Euclidean distance of every point of a grid to the nearest marked one, with a spacing of its own along each axis:
 * the lower envelope of parabolas, one axis after the other (Felzenszwalb and Huttenlocher, Distance Transforms of Sampled
 * Functions, 2012). Time is linear in the points.
 */
final class DistanceTransform {
    private final int[] extents;
    private final double[] spacing;
    private final float[] squared;

    /**
     * @param extents points along x (which runs fastest), y and z
     * @param spacing between neighbouring points along them in mm
     */
    DistanceTransform(int[] extents, double[] spacing) {
        this.extents = extents.clone();
        this.spacing = spacing.clone();
        this.squared = new float[Math.multiplyExact(Math.multiplyExact(extents[0], extents[1]), extents[2])];
    }

    /**
     * Measures from marked points anew.
     *
     * @param marked flat indices
     * @return squared distances in mm^2, infinite where nothing is marked; they are overwritten by the next call
     */
    float[] from(int[] marked) {
        Arrays.fill(squared, Float.POSITIVE_INFINITY);
        for (int point : marked) {
            squared[point] = 0;
        }
        int stride = 1;
        for (int axis = 0; axis < extents.length; axis++) {
            along(axis, stride);
            stride *= extents[axis];
        }
        return squared;
    }

    private void along(int axis, int stride) {
        int length = extents[axis];
        Envelope envelope = new Envelope(length, spacing[axis]);
        for (int block = 0; block < squared.length; block += stride * length) {
            for (int line = block; line < block + stride; line++) {
                envelope.replace(squared, line, stride);
            }
        }
    }

    /** The lower envelope of the parabolas over one line of points, of which those of infinite height are none. */
    private static final class Envelope {
        private final double[] height;
        private final int[] apex;
        private final double[] begin;
        private final double step;
        private int parabolas;

        Envelope(int length, double spacing) {
            height = new double[length];
            apex = new int[length];
            begin = new double[length];
            step = spacing * spacing;
        }

        /** Puts the envelope of a line's values in their place. */
        void replace(float[] values, int first, int stride) {
            parabolas = 0;
            for (int i = 0; i < height.length; i++) {
                float value = values[first + i * stride];
                if (value != Float.POSITIVE_INFINITY) {
                    height[i] = value;
                    add(i);
                }
            }
            if (parabolas > 0) {
                write(values, first, stride);
            }
        }

        /** A new parabola hides those that would be lowest only where it is lower already. */
        private void add(int at) {
            double from = Double.NEGATIVE_INFINITY;
            while (parabolas > 0) {
                from = crossing(apex[parabolas - 1], at);
                if (from > begin[parabolas - 1]) {
                    break;
                }
                parabolas--;
            }
            apex[parabolas] = at;
            begin[parabolas] = parabolas == 0 ? Double.NEGATIVE_INFINITY : from;
            parabolas++;
        }

        /** Where the parabola at {@code right} becomes the lower one, counted in points. */
        private double crossing(int left, int right) {
            return (height[right] - height[left] + step * ((double) right * right - (double) left * left))
                    / (2 * step * (right - left));
        }

        private void write(float[] values, int first, int stride) {
            int lowest = 0;
            for (int i = 0; i < height.length; i++) {
                while (lowest + 1 < parabolas && begin[lowest + 1] < i) {
                    lowest++;
                }
                double away = i - apex[lowest];
                values[first + i * stride] = (float) (height[apex[lowest]] + step * away * away);
            }
        }
    }
}
