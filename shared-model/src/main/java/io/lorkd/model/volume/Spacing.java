package io.lorkd.model.volume;

import java.util.List;

/**
 * The size of a voxel in mm.
 *
 * @param x from right to left
 * @param y from back to front
 * @param z from below upwards
 */
public record Spacing(double x, double y, double z) {

    public Spacing {
        for (double each : List.of(x, y, z)) {
            if (!(each > 0) || !Double.isFinite(each)) {
                throw new IllegalArgumentException(
                        "a voxel's sides are positive, not " + x + " x " + y + " x " + z + " mm");
            }
        }
    }

    /** 0 for x, 1 for y, 2 for z. */
    public double along(int axis) {
        return axis == 0 ? x : axis == 1 ? y : z;
    }
}
