package io.lorkd.model.volume;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes voxels to the order in which x runs to the right, y to the front and z upwards (RAS), and back: axes change places
 * and run the other way, values are only moved. Oblique axes stay as oblique as they are; each goes to the direction that it
 * is nearest to, all three together.
 */
public final class Orientation {

    private static final int AXES = 3;

    private static final int[][] PERMUTATIONS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    private final Grid original;
    private final Grid ras;

    /** Per axis of RAS, the original's axis. */
    private final int[] axes;

    private final boolean[] reversed;

    private Orientation(Grid original) {
        this.original = original;
        this.axes = nearest(original.affine());
        this.reversed = new boolean[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            reversed[axis] = original.affine().at(axis, axes[axis]) < 0;
        }
        this.ras = new Grid(original.extent(axes[0]), original.extent(axes[1]), original.extent(axes[2]), affine());
    }

    /** How a grid's voxels come to RAS. */
    public static Orientation of(Grid original) {
        return new Orientation(original);
    }

    public Grid original() {
        return original;
    }

    public Grid ras() {
        return ras;
    }

    /** Whether the voxels lie in this order already. */
    public boolean isRas() {
        return original.equals(ras);
    }

    /** @param volume on the original grid; itself where it {@link #isRas} already */
    public Volume toRas(Volume volume) {
        requireGrid(volume.grid(), original);
        if (isRas()) {
            return volume;
        }
        float[] from = volume.values();
        float[] to = new float[from.length];
        walk((there, here) -> to[there] = from[here]);
        return new Volume(ras, to);
    }

    /** As {@link #toRas(Volume)}. */
    public Mask toRas(Mask mask) {
        requireGrid(mask.grid(), original);
        if (isRas()) {
            return mask;
        }
        short[] from = mask.labels();
        short[] to = new short[from.length];
        walk((there, here) -> to[there] = from[here]);
        return new Mask(ras, to);
    }

    /** @param volume on the grid in RAS; itself where the original is in RAS */
    public Volume back(Volume volume) {
        requireGrid(volume.grid(), ras);
        if (isRas()) {
            return volume;
        }
        float[] from = volume.values();
        float[] to = new float[from.length];
        walk((there, here) -> to[here] = from[there]);
        return new Volume(original, to);
    }

    /** As {@link #back(Volume)}. */
    public Mask back(Mask mask) {
        requireGrid(mask.grid(), ras);
        if (isRas()) {
            return mask;
        }
        short[] from = mask.labels();
        short[] to = new short[from.length];
        walk((there, here) -> to[here] = from[there]);
        return new Mask(original, to);
    }

    private interface Move {
        void move(int inRas, int inOriginal);
    }

    private void walk(Move move) {
        int[] strides = {1, original.x(), original.x() * original.y()};
        int[] step = new int[AXES];
        int first = 0;
        for (int axis = 0; axis < AXES; axis++) {
            int stride = strides[axes[axis]];
            step[axis] = reversed[axis] ? -stride : stride;
            first += reversed[axis] ? stride * (ras.extent(axis) - 1) : 0;
        }
        int there = 0;
        for (int z = 0; z < ras.z(); z++) {
            for (int y = 0; y < ras.y(); y++) {
                int here = first + z * step[2] + y * step[1];
                for (int x = 0; x < ras.x(); x++) {
                    move.move(there++, here);
                    here += step[0];
                }
            }
        }
    }

    /** Each voxel keeps its place: the columns change places and sign, and the offset is where the new first voxel lies. */
    private Affine affine() {
        Affine from = original.affine();
        List<Double> elements = new ArrayList<>();
        for (int row = 0; row < AXES; row++) {
            double offset = from.at(row, AXES);
            for (int axis = 0; axis < AXES; axis++) {
                double column = from.at(row, axes[axis]);
                elements.add(reversed[axis] ? 0 - column : column);
                offset += reversed[axis] ? column * (original.extent(axes[axis]) - 1) : 0;
            }
            elements.add(offset);
        }
        return new Affine(elements);
    }

    /** The assignment whose directions agree most: the sum of the cosines between axes and right, front and up. */
    private static int[] nearest(Affine affine) {
        int[] best = PERMUTATIONS[0];
        for (int[] permutation : PERMUTATIONS) {
            best = agreement(affine, permutation) > agreement(affine, best) ? permutation : best;
        }
        return Arrays.copyOf(best, AXES);
    }

    private static double agreement(Affine affine, int[] permutation) {
        double sum = 0;
        for (int axis = 0; axis < AXES; axis++) {
            sum += Math.abs(affine.at(axis, permutation[axis])) / affine.spacing(permutation[axis]);
        }
        return sum;
    }

    private static void requireGrid(Grid found, Grid expected) {
        if (!found.equals(expected)) {
            throw new IllegalArgumentException("voxels on " + found + ", not on " + expected);
        }
    }
}
