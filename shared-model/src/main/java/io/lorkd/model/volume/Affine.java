package io.lorkd.model.volume;

import java.util.List;

/**
 * Takes voxel indices (x, y, z) to millimetres, right, anterior and superior being positive (RAS+): the first three rows
 * of NIfTI's matrix.
 *
 * @param elements 3 x 4, row-major: each row three factors and the offset
 */
public record Affine(List<Double> elements) {

    private static final int ROWS = 3;
    private static final int COLUMNS = 4;

    public Affine {
        elements = List.copyOf(elements);
        if (elements.size() != ROWS * COLUMNS || elements.stream().anyMatch(each -> !Double.isFinite(each))) {
            throw new IllegalArgumentException("an affine has 12 finite elements, not " + elements);
        }
    }

    /** Axes along right, anterior and superior, the first voxel at the origin. */
    public static Affine ofSpacing(double x, double y, double z) {
        return new Affine(List.of(x, 0.0, 0.0, 0.0, 0.0, y, 0.0, 0.0, 0.0, 0.0, z, 0.0));
    }

    public double at(int row, int column) {
        return elements.get(COLUMNS * row + column);
    }

    /** Millimetres between neighbouring voxels along one of the voxel axes: 0 for x, 1 for y, 2 for z. */
    public double spacing(int axis) {
        return Math.sqrt(at(0, axis) * at(0, axis) + at(1, axis) * at(1, axis) + at(2, axis) * at(2, axis));
    }
}
