package io.lorkd.model.explain;

import java.util.Arrays;

/**
 * How much each place of an image speaks for a class, from 0 to 1; the largest value is 1, or all are 0 where nothing does.
 *
 * @param values shape (height, width), flat; whoever makes a map gives them away
 */
public record HeatMap(int height, int width, float[] values) {

    public HeatMap {
        if (height < 1 || width < 1 || values.length != height * width) {
            throw new IllegalArgumentException(values.length + " values for a map of " + height + " x " + width);
        }
    }

    /** With negative values at 0, and the rest divided by the largest. */
    static HeatMap ofPositive(int height, int width, double[] values) {
        double largest = Arrays.stream(values).max().orElse(0);
        float[] shares = new float[values.length];
        for (int i = 0; i < values.length && largest > 0; i++) {
            shares[i] = (float) (Math.max(0, values[i]) / largest);
        }
        return new HeatMap(height, width, shares);
    }

    /** Whether nothing in the image speaks for the class. */
    public boolean isCold() {
        for (float value : values) {
            if (value > 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Over as many places as an image has pixels: interpolated linearly between the centres of the places, and beyond the
     * outermost ones as at these. Both maps fill the same square.
     */
    public HeatMap resized(int toHeight, int toWidth) {
        float[] resized = new float[Math.multiplyExact(toHeight, toWidth)];
        for (int y = 0; y < toHeight; y++) {
            double row = place(y, toHeight, height);
            for (int x = 0; x < toWidth; x++) {
                resized[y * toWidth + x] = (float) between(row, place(x, toWidth, width));
            }
        }
        return new HeatMap(toHeight, toWidth, resized);
    }

    private static double place(int at, int of, int from) {
        return Math.max(0, Math.min(from - 1, (at + 0.5) * from / of - 0.5));
    }

    private double between(double row, double column) {
        int above = (int) row;
        double below = row - above;
        double upper = inRow(above, column);
        return below == 0 ? upper : upper + below * (inRow(above + 1, column) - upper);
    }

    private double inRow(int row, double column) {
        int left = (int) column;
        double share = column - left;
        double before = values[row * width + left];
        return share == 0 ? before : before + share * (values[row * width + left + 1] - before);
    }
}
