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

    private static final int AXES = 3;
    private static final int CORNERS = 8;

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

    /** The shortest step from a voxel to a neighbour, in mm. */
    double finestSpacing() {
        return Math.min(spacing(0), Math.min(spacing(1), spacing(2)));
    }

    /** How far from its place another affine would put a voxel of this grid, at most and in mm: at one of the corners. */
    double displacement(Affine other) {
        double farthest = 0;
        for (int corner = 0; corner < CORNERS; corner++) {
            double squares = 0;
            for (int row = 0; row < AXES; row++) {
                double apart = other.at(row, AXES) - affine.at(row, AXES);
                for (int axis = 0; axis < AXES; axis++) {
                    int index = (corner >> axis & 1) * (extent(axis) - 1);
                    apart += (other.at(row, axis) - affine.at(row, axis)) * index;
                }
                squares += apart * apart;
            }
            farthest = Math.max(farthest, Math.sqrt(squares));
        }
        return farthest;
    }
}
