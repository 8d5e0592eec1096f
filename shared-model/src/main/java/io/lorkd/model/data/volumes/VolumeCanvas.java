package io.lorkd.model.data.volumes;

import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Volume;

import java.util.Random;

/**
 * Draws one phantom volume and its mask. Lengths are shares of the volume's extents; grey values 0 (black) to 1, given out
 * as {@value #UNITS} units around 0, which Hounsfield's scale holds without clipping.
 */
final class VolumeCanvas {

    private static final double SMALLEST_RADIUS = 0.13;
    private static final double LARGEST_RADIUS = 0.17;
    /** The hollow of a shell, in radii. */
    private static final double HOLLOW = 0.55;

    private static final double TUBE_RADIUS = 0.07;
    private static final double TUBE_HALF_LENGTH = 0.15;
    private static final double NOISE = 0.05;
    private static final double UNITS = 800;

    private final Grid grid;
    private final Random random;
    private final double[] grey;
    private final short[] labels;
    private final double pixel;

    VolumeCanvas(Grid grid, Random random) {
        this.grid = grid;
        this.random = random;
        this.grey = new double[grid.voxels()];
        this.labels = new short[grid.voxels()];
        this.pixel = 3.0 / (grid.x() + grid.y() + grid.z());
    }

    /** Tissue: {@code texture} around a brightness that varies from volume to volume as it does in every region. */
    void tissue(VolumeTissue texture) {
        double level = uniform(0.42, 0.58);
        VolumeTissue.Shading shading = texture.shading(random);
        for (int z = 0, i = 0; z < grid.z(); z++) {
            for (int y = 0; y < grid.y(); y++) {
                for (int x = 0; x < grid.x(); x++, i++) {
                    grey[i] = level + shading.at(at(0, x), at(1, y), at(2, z));
                }
            }
        }
    }

    /**
     * Draws a structure with its centre at (x, y, z), its size, contrast and direction drawn by chance.
     *
     * @param label what the mask has where it is; 0 for a distractor
     */
    void mark(VolumeMark mark, double x, double y, double z, int label) {
        double radius = uniform(SMALLEST_RADIUS, LARGEST_RADIUS);
        double contrast = uniform(0.25, 0.4) * (mark.tone() == VolumeMark.Tone.BRIGHT ? 1 : -1);
        double[] direction = direction();
        double reach = Math.max(radius, TUBE_HALF_LENGTH + TUBE_RADIUS) + pixel;
        for (int k = first(2, z - reach); k <= last(2, z + reach); k++) {
            for (int j = first(1, y - reach); j <= last(1, y + reach); j++) {
                for (int h = first(0, x - reach); h <= last(0, x + reach); h++) {
                    double[] from = {at(0, h) - x, at(1, j) - y, at(2, k) - z};
                    double depth = depth(mark.form(), from, radius, direction);
                    double inside = within(depth);
                    int i = grid.index(h, j, k);
                    if (inside > 0) {
                        boolean shell = mark.form() == VolumeMark.Form.SHELL;
                        grey[i] += contrast * (shell ? inside - within(depth - (1 - HOLLOW) * radius) : inside);
                    }
                    if (depth > 0) {
                        labels[i] = (short) label;
                    }
                }
            }
        }
    }

    private int first(int axis, double from) {
        return (int) Math.max(0, Math.floor(from * grid.extent(axis) - 0.5));
    }

    private int last(int axis, double to) {
        return (int) Math.min(grid.extent(axis) - 1, Math.ceil(to * grid.extent(axis) - 0.5));
    }

    /** How far inside the structure's surface a point is; negative outside. */
    private static double depth(VolumeMark.Form form, double[] from, double radius, double[] direction) {
        if (form != VolumeMark.Form.TUBE) {
            return radius - StrictMath.sqrt(dot(from, from));
        }
        double along = Math.max(-TUBE_HALF_LENGTH, Math.min(TUBE_HALF_LENGTH, dot(from, direction)));
        double[] beside = {
            from[0] - along * direction[0], from[1] - along * direction[1], from[2] - along * direction[2]
        };
        return TUBE_RADIUS - StrictMath.sqrt(dot(beside, beside));
    }

    private double[] direction() {
        double[] direction = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
        double length = StrictMath.sqrt(dot(direction, direction));
        return length == 0
                ? new double[] {1, 0, 0}
                : new double[] {direction[0] / length, direction[1] / length, direction[2] / length};
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    Mask mask() {
        return new Mask(grid, labels);
    }

    /** Adds the scanner's noise and gives the volume out. */
    Volume finish() {
        float[] values = new float[grey.length];
        for (int i = 0; i < grey.length; i++) {
            values[i] = (float) StrictMath.rint(UNITS * (grey[i] - 0.5 + NOISE * random.nextGaussian()));
        }
        return new Volume(grid, values);
    }

    private double at(int axis, int index) {
        return (index + 0.5) / grid.extent(axis);
    }

    /** 0 outside, 1 inside, with an edge one voxel wide. */
    private double within(double depth) {
        return Math.max(0, Math.min(1, depth / pixel + 0.5));
    }

    private double uniform(double from, double to) {
        return from + (to - from) * random.nextDouble();
    }
}
