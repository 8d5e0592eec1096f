package io.lorkd.model.volume;

import io.lorkd.model.InvalidInputException;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes voxels to another spacing along the same axes, and back. The grid's outer corner, where the first voxel begins, stays
 * where it is (not the first voxel's centre); the spacing is exactly the one that was asked for, so the far side may move by
 * half a new voxel. Volumes are interpolated linearly, without smoothing before they get coarser; masks take the nearest
 * label.
 */
public final class Resampling {

    private static final int AXES = 3;

    private final Grid from;
    private final Grid to;
    private final ResampledAxis[] axes;

    private Resampling(Grid from, Grid to, ResampledAxis[] axes) {
        this.from = from;
        this.to = to;
        this.axes = axes;
    }

    /**
     * @param spacing along the grid's own x, y and z
     * @throws InvalidInputException if that gives more voxels than an array holds
     */
    public static Resampling of(Grid from, Spacing spacing) {
        ResampledAxis[] axes = new ResampledAxis[AXES];
        double voxels = 1;
        for (int axis = 0; axis < AXES; axis++) {
            axes[axis] = ResampledAxis.of(from.extent(axis), from.spacing(axis), spacing.along(axis));
            voxels *= axes[axis].to();
        }
        if (voxels > Integer.MAX_VALUE) {
            throw new InvalidInputException("a volume of " + from.x() + " x " + from.y() + " x " + from.z()
                    + " voxels of " + from.spacing(0) + " x " + from.spacing(1) + " x " + from.spacing(2)
                    + " mm would have " + axes[0].to() + " x " + axes[1].to() + " x " + axes[2].to() + " at "
                    + spacing.x() + " x " + spacing.y() + " x " + spacing.z() + " mm, more than " + Integer.MAX_VALUE
                    + ": ask for larger voxels, or cut the volume");
        }
        return new Resampling(
                from, new Grid(axes[0].to(), axes[1].to(), axes[2].to(), affine(from.affine(), axes)), axes);
    }

    public Grid from() {
        return from;
    }

    public Grid to() {
        return to;
    }

    /** The way back, to exactly the grid that this came from. */
    public Resampling reverse() {
        return new Resampling(to, from, new ResampledAxis[] {axes[0].reverse(), axes[1].reverse(), axes[2].reverse()});
    }

    /** @param volume on {@link #from}; itself where the spacing is right already */
    public Volume linear(Volume volume) {
        requireGrid(volume.grid());
        if (isSame()) {
            return volume;
        }
        float[] values = volume.values();
        float[] result = new float[to.voxels()];
        int[] beforeX = axes[0].before();
        int[] beforeY = axes[1].before();
        int[] beforeZ = axes[2].before();
        float[] shareX = axes[0].shares();
        float[] shareY = axes[1].shares();
        float[] shareZ = axes[2].shares();
        // One more than the row has, so that the last voxel has one after it, whose share is 0.
        float[] row = new float[from.x() + 1];
        int at = 0;
        for (int z = 0; z < to.z(); z++) {
            int nextZ = Math.min(beforeZ[z] + 1, from.z() - 1);
            for (int y = 0; y < to.y(); y++) {
                int nextY = Math.min(beforeY[y] + 1, from.y() - 1);
                int lowerBack = from.index(0, beforeY[y], beforeZ[z]);
                int lowerFront = from.index(0, nextY, beforeZ[z]);
                int upperBack = from.index(0, beforeY[y], nextZ);
                int upperFront = from.index(0, nextY, nextZ);
                for (int x = 0; x < from.x(); x++) {
                    float lower = between(values[lowerBack + x], values[lowerFront + x], shareY[y]);
                    float upper = between(values[upperBack + x], values[upperFront + x], shareY[y]);
                    row[x] = between(lower, upper, shareZ[z]);
                }
                row[from.x()] = row[from.x() - 1];
                for (int x = 0; x < to.x(); x++) {
                    result[at++] = between(row[beforeX[x]], row[beforeX[x] + 1], shareX[x]);
                }
            }
        }
        return new Volume(to, result);
    }

    /** As {@link #linear}, by the nearest voxel. */
    public Mask nearest(Mask mask) {
        requireGrid(mask.grid());
        if (isSame()) {
            return mask;
        }
        short[] labels = mask.labels();
        short[] result = new short[to.voxels()];
        int[] nearestX = axes[0].nearest();
        int[] nearestY = axes[1].nearest();
        int[] nearestZ = axes[2].nearest();
        int at = 0;
        for (int z = 0; z < to.z(); z++) {
            for (int y = 0; y < to.y(); y++) {
                int row = from.index(0, nearestY[y], nearestZ[z]);
                for (int x = 0; x < to.x(); x++) {
                    result[at++] = labels[row + nearestX[x]];
                }
            }
        }
        return new Mask(to, result);
    }

    /** Between two equal values exactly that value; in double, since the difference of two float32 need not be one. */
    private static float between(float before, float after, float share) {
        return (float) (before + share * ((double) after - before));
    }

    private boolean isSame() {
        return axes[0].isSame() && axes[1].isSame() && axes[2].isSame();
    }

    private static Affine affine(Affine from, ResampledAxis[] axes) {
        List<Double> elements = new ArrayList<>();
        for (int row = 0; row < AXES; row++) {
            double offset = from.at(row, AXES);
            for (int axis = 0; axis < AXES; axis++) {
                elements.add(from.at(row, axis) * axes[axis].scale());
                offset += from.at(row, axis) * axes[axis].place(0);
            }
            elements.add(offset);
        }
        return new Affine(elements);
    }

    private void requireGrid(Grid found) {
        if (!found.equals(from)) {
            throw new IllegalArgumentException("voxels on " + found + ", not on " + from);
        }
    }
}
