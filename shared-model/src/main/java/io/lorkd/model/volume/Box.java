package io.lorkd.model.volume;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a grid that is a grid itself.
 *
 * @param x the grid's first voxel that is in the box, along the first axis
 * @param y along the second
 * @param z along the third
 * @param part where the box's own voxels lie
 */
public record Box(Grid grid, int x, int y, int z, Grid part) {

    private static final int AXES = 3;
    private static final int COLUMNS = 4;

    /**
     * As large as {@code extents} as far as the grid goes, where it holds most of what a mask shows, each axis on its own; in
     * the middle of the places that are as good.
     *
     * @param extents along x, y and z
     */
    public static Box around(Mask mask, List<Integer> extents) {
        Grid grid = mask.grid();
        int[][] counts = new int[AXES][];
        for (int axis = 0; axis < AXES; axis++) {
            counts[axis] = new int[grid.extent(axis)];
        }
        int[] at = new int[AXES];
        int index = 0;
        for (at[2] = 0; at[2] < grid.z(); at[2]++) {
            for (at[1] = 0; at[1] < grid.y(); at[1]++) {
                for (at[0] = 0; at[0] < grid.x(); at[0]++) {
                    if (mask.labels()[index++] != 0) {
                        for (int axis = 0; axis < AXES; axis++) {
                            counts[axis][at[axis]]++;
                        }
                    }
                }
            }
        }
        int[] first = new int[AXES];
        int[] size = new int[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            size[axis] = Math.min(grid.extent(axis), extents.get(axis));
            first[axis] = fullest(counts[axis], size[axis]);
        }
        return of(grid, first, size);
    }

    /** Where the window begins that holds most; in the middle of the first run of equals. */
    private static int fullest(int[] counts, int size) {
        long inside = 0;
        for (int at = 0; at < size; at++) {
            inside += counts[at];
        }
        long most = inside;
        int first = 0;
        int last = 0;
        for (int start = 1; start <= counts.length - size; start++) {
            inside += counts[start + size - 1] - counts[start - 1];
            if (inside > most) {
                most = inside;
                first = start;
                last = start;
            } else if (inside == most && last == start - 1) {
                last = start;
            }
        }
        return (first + last) / 2;
    }

    private static Box of(Grid grid, int[] first, int[] size) {
        List<Double> moved = new ArrayList<>(grid.affine().elements());
        for (int row = 0; row < AXES; row++) {
            double offset = grid.affine().at(row, AXES);
            for (int axis = 0; axis < AXES; axis++) {
                offset += grid.affine().at(row, axis) * first[axis];
            }
            moved.set(COLUMNS * row + AXES, offset);
        }
        return new Box(grid, first[0], first[1], first[2], new Grid(size[0], size[1], size[2], new Affine(moved)));
    }

    /** @param volume on the box's grid */
    public Volume of(Volume volume) {
        float[] values = new float[part.voxels()];
        eachRow((from, to) -> System.arraycopy(volume.values(), from, values, to, part.x()));
        return new Volume(part, values);
    }

    /** @param mask on the box's grid */
    public Mask of(Mask mask) {
        short[] labels = new short[part.voxels()];
        eachRow((from, to) -> System.arraycopy(mask.labels(), from, labels, to, part.x()));
        return new Mask(part, labels);
    }

    private interface Row {
        void copy(int from, int to);
    }

    private void eachRow(Row row) {
        for (int atZ = 0; atZ < part.z(); atZ++) {
            for (int atY = 0; atY < part.y(); atY++) {
                row.copy(grid.index(x, y + atY, z + atZ), part.index(0, atY, atZ));
            }
        }
    }
}
