package io.lorkd.model.volume;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Map;

/**
 * The picture of one section, at a scale at which a millimetre is as long across as down: grey values interpolated, labels as
 * the voxels they are.
 *
 * @param width in pixels
 * @param height in pixels
 */
record PreviewPanel(Section section, int width, int height) {

    static final int LARGEST_SIDE = 360;

    private static final double FILLED = 0.35;
    private static final int EDGE_PIXELS = 2;

    /** As large as all panels are along the longer side. */
    static PreviewPanel of(Section section) {
        double pixelsPerMm = LARGEST_SIDE / Math.max(section.width(), section.height());
        return new PreviewPanel(section, (int) Math.max(1, Math.rint(section.width() * pixelsPerMm)), (int)
                Math.max(1, Math.rint(section.height() * pixelsPerMm)));
    }

    /** Values from black at {@code lowest} to white at {@code highest}. */
    BufferedImage grey(float[] values, float lowest, float highest) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        ResampledAxis across = new ResampledAxis(section.columns(), width, (double) section.columns() / width);
        ResampledAxis down = new ResampledAxis(section.rows(), height, (double) section.rows() / height);
        int[] left = across.before();
        int[] above = down.before();
        float[] shareRight = across.shares();
        float[] shareBelow = down.shares();
        for (int y = 0; y < height; y++) {
            int below = Math.min(above[y] + 1, section.rows() - 1);
            for (int x = 0; x < width; x++) {
                int right = Math.min(left[x] + 1, section.columns() - 1);
                double top = between(values, left[x], right, above[y], shareRight[x]);
                double bottom = between(values, left[x], right, below, shareRight[x]);
                double value = top + shareBelow[y] * (bottom - top);
                double share = highest > lowest ? (value - lowest) / ((double) highest - lowest) : 0;
                int level = (int) Math.rint(255 * Math.max(0, Math.min(1, share)));
                image.setRGB(x, y, level << 16 | level << 8 | level);
            }
        }
        return image;
    }

    private double between(float[] values, int left, int right, int row, float share) {
        double before = values[section.index(left, row)];
        return before + share * (values[section.index(right, row)] - before);
    }

    /** Draws each label's edge in its colour and, if so wanted, its inside, through which the image is seen. */
    void draw(Mask mask, Map<Integer, Color> colours, boolean filled, BufferedImage image) {
        int[] labels = labels(mask);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int label = labels[y * width + x];
                if (label == 0) {
                    continue;
                }
                Color colour = colours.get(label);
                if (isEdge(labels, x, y)) {
                    image.setRGB(x, y, colour.getRGB());
                } else if (filled) {
                    image.setRGB(x, y, mixed(image.getRGB(x, y), colour));
                }
            }
        }
    }

    private int[] labels(Mask mask) {
        int[] columns = new ResampledAxis(section.columns(), width, (double) section.columns() / width).nearest();
        int[] rows = new ResampledAxis(section.rows(), height, (double) section.rows() / height).nearest();
        int[] labels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                labels[y * width + x] = mask.label(section.index(columns[x], rows[y]));
            }
        }
        return labels;
    }

    /** The picture's border is no edge. */
    private boolean isEdge(int[] labels, int x, int y) {
        int label = labels[y * width + x];
        for (int step = 1; step <= EDGE_PIXELS; step++) {
            if (x >= step && labels[y * width + x - step] != label
                    || x + step < width && labels[y * width + x + step] != label
                    || y >= step && labels[(y - step) * width + x] != label
                    || y + step < height && labels[(y + step) * width + x] != label) {
                return true;
            }
        }
        return false;
    }

    private static int mixed(int under, Color over) {
        Color below = new Color(under);
        return mixed(below.getRed(), over.getRed()) << 16
                | mixed(below.getGreen(), over.getGreen()) << 8
                | mixed(below.getBlue(), over.getBlue());
    }

    private static int mixed(int under, int over) {
        return (int) Math.rint((1 - FILLED) * under + FILLED * over);
    }
}
