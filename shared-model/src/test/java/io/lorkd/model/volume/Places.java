package io.lorkd.model.volume;

import java.util.List;
import java.util.Random;

/** Where voxels lie, computed the plain way. */
final class Places {

    private Places() {}

    /** In mm; the indices need not be whole. */
    static double[] of(Affine affine, double x, double y, double z) {
        double[] place = new double[3];
        for (int row = 0; row < 3; row++) {
            place[row] = affine.at(row, 0) * x + affine.at(row, 1) * y + affine.at(row, 2) * z + affine.at(row, 3);
        }
        return place;
    }

    /** Some axes that are neither straight nor of one size. */
    static Affine oblique() {
        return new Affine(List.of(0.2, -1.9, 0.3, 10.0, 0.9, 0.3, 0.4, -20.0, 0.1, -0.2, -3.0, 30.0));
    }

    static Volume noise(Grid grid, long seed) {
        Random random = new Random(seed);
        float[] values = new float[grid.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Volume(grid, values);
    }

    static Mask labels(Grid grid, int classes, long seed) {
        Random random = new Random(seed);
        short[] labels = new short[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (short) random.nextInt(classes + 1);
        }
        return new Mask(grid, labels);
    }
}
