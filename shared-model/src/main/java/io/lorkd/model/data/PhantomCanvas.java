package io.lorkd.model.data;

import java.util.Random;

/** Draws one grey phantom. Lengths are shares of the image's side; grey values 0 (black) to 1. */
final class PhantomCanvas {

    private static final double SMALLEST_RADIUS = 0.115;
    private static final double LARGEST_RADIUS = 0.15;
    /** The hole of a ring and the period of stripes, in radii. */
    private static final double HOLE = 0.55;

    private static final double PERIOD = 0.8;
    private static final double NOISE = 0.04;

    private final int size;
    private final Random random;
    private final double[] grey;

    PhantomCanvas(int size, Random random) {
        this.size = size;
        this.random = random;
        this.grey = new double[size * size];
    }

    /** Tissue: {@code texture} around a brightness that varies from image to image as it does in every region. */
    void tissue(PhantomTissue texture) {
        double level = uniform(0.42, 0.58);
        PhantomTissue.Shading shading = texture.shading(random);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                grey[y * size + x] = level + shading.at((x + 0.5) / size, (y + 0.5) / size);
            }
        }
    }

    /** Draws a mark with its centre at (x, y), its size and contrast drawn by chance. */
    void mark(PhantomMark mark, double x, double y) {
        double radius = uniform(SMALLEST_RADIUS, LARGEST_RADIUS);
        double contrast = uniform(0.22, 0.38) * (mark.tone() == PhantomMark.Tone.BRIGHT ? 1 : -1);
        double phase = uniform(0, 2 * StrictMath.PI);
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                double across = (column + 0.5) / size - x;
                double down = (row + 0.5) / size - y;
                double distance = StrictMath.sqrt(across * across + down * down);
                double inside = within(radius - distance);
                if (inside > 0) {
                    grey[row * size + column] += contrast
                            * inside
                            * switch (mark.form()) {
                                case DISC -> 1;
                                case RING -> 1 - within(HOLE * radius - distance);
                                case HORIZONTAL_STRIPES -> stripe(down / radius, phase);
                                case VERTICAL_STRIPES -> stripe(across / radius, phase);
                            };
                }
            }
        }
    }

    /** Adds the detector's noise and gives the image out as (size, size) unsigned bytes. */
    byte[] finish() {
        byte[] bytes = new byte[grey.length];
        for (int i = 0; i < grey.length; i++) {
            double value = grey[i] + NOISE * random.nextGaussian();
            bytes[i] = (byte) StrictMath.round(255 * Math.max(0, Math.min(1, value)));
        }
        return bytes;
    }

    /** 0 outside, 1 inside, with an edge one pixel wide; {@code depth} is how far inside. */
    private double within(double depth) {
        return Math.max(0, Math.min(1, depth * size + 0.5));
    }

    private static double stripe(double alongRadii, double phase) {
        return 0.5 + 0.5 * StrictMath.sin(2 * StrictMath.PI * alongRadii / PERIOD + phase);
    }

    private double uniform(double from, double to) {
        return from + (to - from) * random.nextDouble();
    }
}
