package io.lorkd.model.volume;

import io.lorkd.model.InvalidInputException;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Where voxels lie, by a NIfTI-1 header: the matrix (sform) where there is one, else the rotation (qform), else nothing
 * but the voxels' size. Source: the section "3D image (volume) orientation and location in space" of nifti1.h.
 */
final class NiftiAffine {

    static final int SIZES_AT = 76;
    static final int QFORM_CODE_AT = 252;
    static final int SFORM_CODE_AT = 254;
    static final int QUATERNION_AT = 256;
    static final int QUATERNION_OFFSET_AT = 268;
    static final int MATRIX_AT = 280;

    private static final int AXES = 3;
    private static final int COLUMNS = 4;

    /** The three lower bits of the units are those of space. */
    private static final int SPACE_UNITS = 7;

    private static final int METRES = 1;
    private static final int MICROMETRES = 3;

    /** In mm; what lies outside is a header that was not filled in. */
    private static final double SMALLEST = 1e-6;

    private static final double LARGEST = 1e4;

    /** The volume of a voxel as a share of that of a box with its sides: below, two axes are as good as parallel. */
    private static final double FLATTEST = 1e-3;

    /** How much longer than 1 a rotation's three numbers may be by rounding. */
    private static final double ROUNDING = 1e-4;

    /**
     * How far, in voxels, a written rotation may put a corner from where the matrix has it. Three float32 of a rotation by
     * almost half a turn, which is common, are no more exact than to 0.05 of a voxel in 500.
     */
    private static final double CLOSE = 0.1;

    /** Added to a zero of either sign gives this one. */
    private static final double POSITIVE_ZERO = 0.0;

    /** The code for coordinates of the scanner: what was known of them beyond their values is not kept. */
    private static final short SCANNER = 1;

    private NiftiAffine() {}

    /**
     * @param extents an axis with one voxel needs no size
     * @return in mm
     * @throws InvalidInputException if what the header says is no position in space
     */
    static Affine read(ByteBuffer header, int[] extents, Path file) {
        double[] elements;
        String source;
        if (header.getShort(SFORM_CODE_AT) > 0) {
            elements = floats(header, MATRIX_AT, AXES * COLUMNS);
            source = "sform";
        } else if (header.getShort(QFORM_CODE_AT) > 0) {
            requireRotation(header, file);
            elements = rotated(header, extents);
            source = "qform";
        } else {
            double[] sizes = sizes(header, extents);
            elements = new double[] {sizes[0], 0, 0, 0, 0, sizes[1], 0, 0, 0, 0, sizes[2], 0};
            source = "pixdim";
        }
        double unit = millimetres(header.get(NiftiHeader.UNITS_AT));
        List<Double> scaled = Arrays.stream(elements)
                .map(each -> each * unit + POSITIVE_ZERO)
                .boxed()
                .toList();
        if (!placesVoxels(scaled)) {
            throw new InvalidInputException(file + " does not say where its voxels lie: the " + source
                    + " in its header gives the matrix " + scaled
                    + " (in mm, by rows), whose first three columns should"
                    + " be the steps from voxel to voxel, " + SMALLEST + " to " + LARGEST
                    + " mm in three directions: set it right (nibabel and FSL's fslorient do)");
        }
        return new Affine(scaled);
    }

    private static boolean placesVoxels(List<Double> elements) {
        if (elements.stream().anyMatch(each -> !Double.isFinite(each))) {
            return false;
        }
        Affine affine = new Affine(elements);
        double box = 1;
        for (int axis = 0; axis < AXES; axis++) {
            double spacing = affine.spacing(axis);
            if (!(spacing >= SMALLEST && spacing <= LARGEST)) {
                return false;
            }
            box *= spacing;
        }
        return Math.abs(determinant(elements)) >= FLATTEST * box;
    }

    static double determinant(List<Double> m) {
        return m.get(0) * (m.get(5) * m.get(10) - m.get(6) * m.get(9))
                - m.get(1) * (m.get(4) * m.get(10) - m.get(6) * m.get(8))
                + m.get(2) * (m.get(4) * m.get(9) - m.get(5) * m.get(8));
    }

    /** A voxel's sides, without their sign; an axis with one voxel and no size gets 1. */
    private static double[] sizes(ByteBuffer header, int[] extents) {
        double[] sizes = floats(header, SIZES_AT + Float.BYTES, AXES);
        for (int axis = 0; axis < AXES; axis++) {
            sizes[axis] = sizes[axis] == 0 && extents[axis] == 1 ? 1 : Math.abs(sizes[axis]);
        }
        return sizes;
    }

    private static void requireRotation(ByteBuffer header, Path file) {
        double[] quaternion = floats(header, QUATERNION_AT, AXES);
        double length = Arrays.stream(quaternion).map(each -> each * each).sum();
        if (!(length <= 1 + ROUNDING)) {
            throw new InvalidInputException(file + ": the rotation (qform) in its header is "
                    + Arrays.toString(quaternion) + ", whose squares should add up to 1 at most: set it right (nibabel"
                    + " and FSL's fslorient do)");
        }
    }

    private static double[] rotated(ByteBuffer header, int[] extents) {
        double[] quaternion = floats(header, QUATERNION_AT, AXES);
        double[] rotation =
                Quaternion.stored(quaternion[0], quaternion[1], quaternion[2]).rotation();
        double[] sizes = sizes(header, extents);
        double[] offset = floats(header, QUATERNION_OFFSET_AT, AXES);
        // The third axis is mirrored where the header's qfac is negative; 0 counts as 1.
        sizes[2] *= header.getFloat(SIZES_AT) < 0 ? -1 : 1;
        double[] elements = new double[AXES * COLUMNS];
        for (int row = 0; row < AXES; row++) {
            for (int column = 0; column < AXES; column++) {
                elements[COLUMNS * row + column] = rotation[AXES * row + column] * sizes[column];
            }
            elements[COLUMNS * row + AXES] = offset[row];
        }
        return elements;
    }

    private static double millimetres(int units) {
        return switch (units & SPACE_UNITS) {
            case METRES -> 1e3;
            case MICROMETRES -> 1e-3;
            default -> 1;
        };
    }

    private static double[] floats(ByteBuffer header, int at, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = header.getFloat(at + Float.BYTES * i);
        }
        return values;
    }

    /**
     * Sets the voxels' size, matrix and rotation, in mm. A matrix with shear is no rotation: then there is none, rather than
     * one that contradicts the matrix.
     */
    static void write(Grid grid, ByteBuffer header) {
        Affine affine = grid.affine();
        for (int i = 0; i < AXES * COLUMNS; i++) {
            header.putFloat(
                    MATRIX_AT + Float.BYTES * i, affine.elements().get(i).floatValue());
        }
        header.putShort(SFORM_CODE_AT, SCANNER);
        for (int axis = 0; axis < AXES; axis++) {
            header.putFloat(SIZES_AT + Float.BYTES * (axis + 1), (float) affine.spacing(axis));
            header.putFloat(QUATERNION_OFFSET_AT + Float.BYTES * axis, (float) affine.at(axis, AXES));
        }
        double handedness = Math.signum(determinant(affine.elements()));
        header.putFloat(SIZES_AT, (float) handedness);
        List<Double> stored = Quaternion.of(directions(affine, handedness)).stored();
        for (int i = 0; i < stored.size(); i++) {
            header.putFloat(QUATERNION_AT + Float.BYTES * i, stored.get(i).floatValue());
        }
        Affine rotation = new Affine(Arrays.stream(rotated(header, new int[] {grid.x(), grid.y(), grid.z()}))
                .boxed()
                .toList());
        boolean close = grid.displacement(rotation) <= CLOSE * grid.finestSpacing();
        header.putShort(QFORM_CODE_AT, close ? SCANNER : 0);
    }

    /** Unit steps along the axes as columns, the third turned round where the axes are left-handed. */
    private static double[] directions(Affine affine, double handedness) {
        double[] directions = new double[AXES * AXES];
        for (int row = 0; row < AXES; row++) {
            for (int column = 0; column < AXES; column++) {
                double sign = column == 2 ? handedness : 1;
                directions[AXES * row + column] = sign * affine.at(row, column) / affine.spacing(column);
            }
        }
        return directions;
    }
}
