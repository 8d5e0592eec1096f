package io.lorkd.model.volume;

import java.util.Objects;

/**
 * Where voxels lie. Values on a grid are flat, x running fastest, then y, then z: what the network sees as (depth, height,
 * width) is (z, y, x).
 *
 * @param x how many voxels along the first axis
 * @param y along the second
 * @param z along the third
 * @param affine from voxel indices to millimetres
 */
public record Grid(int x, int y, int z, Affine affine) {

    public Grid {
        Objects.requireNonNull(affine, "affine");
        if (x < 1 || y < 1 || z < 1 || (long) x * y * z > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a grid has 1 to " + Integer.MAX_VALUE + " voxels, not " + x + " x " + y + " x " + z);
        }
    }

    public int voxels() {
        return x * y * z;
    }

    public int index(int atX, int atY, int atZ) {
        return (atZ * y + atY) * x + atX;
    }

    /** 0 for x, 1 for y, 2 for z. */
    public int extent(int axis) {
        return axis == 0 ? x : axis == 1 ? y : z;
    }

    /** Millimetres between neighbours along an axis. */
    public double spacing(int axis) {
        return affine.spacing(axis);
    }
}
