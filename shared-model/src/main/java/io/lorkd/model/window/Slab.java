package io.lorkd.model.window;

import io.lorkd.model.volume.Grid;

import java.util.Arrays;

/**
 * The weighted logits of the few planes that windows are being added to, as deep as a window. Windows come in the order of
 * their first plane, so all planes before it are done: they get their labels, and their room is used again.
 *
 * <p>The sums are not divided by the sums of the weights: these are above 0 and the same for all classes, so neither the
 * largest logit nor its sign would change.
 */
final class Slab {

    private final Grid grid;
    private final WindowAxis x;
    private final WindowAxis y;
    private final WindowAxis z;
    private final float[] weightsX;
    private final float[] weightsY;
    private final float[] weightsZ;
    private final float[][][] sums;
    private final short[] labels;
    private int firstOpen;

    Slab(Grid grid, int classes, WindowAxis x, WindowAxis y, WindowAxis z) {
        this.grid = grid;
        this.x = x;
        this.y = y;
        this.z = z;
        this.weightsX = x.weights();
        this.weightsY = y.weights();
        this.weightsZ = z.weights();
        this.sums = new float[classes][Math.min(z.window(), grid.z())][grid.x() * grid.y()];
        this.labels = new short[grid.voxels()];
    }

    /**
     * @param logits of several windows
     * @param offset of this window's (classes, window z, y, x)
     */
    void add(Window window, float[] logits, int offset) {
        finish(Math.max(0, window.z()));
        int from = x.from(window.x());
        int to = x.to(window.x());
        for (int c = 0; c < sums.length; c++) {
            for (int inZ = z.from(window.z()); inZ < z.to(window.z()); inZ++) {
                float[] plane = sums[c][(window.z() + inZ) % sums[c].length];
                for (int inY = y.from(window.y()); inY < y.to(window.y()); inY++) {
                    float weight = weightsZ[inZ] * weightsY[inY];
                    int source = offset + ((c * z.window() + inZ) * y.window() + inY) * x.window();
                    int target = (window.y() + inY) * grid.x() + window.x();
                    for (int inX = from; inX < to; inX++) {
                        plane[target + inX] += weight * weightsX[inX] * logits[source + inX];
                    }
                }
            }
        }
    }

    /** @return a label of every voxel; nothing may be added any more */
    short[] labels() {
        finish(grid.z());
        return labels;
    }

    /** Labels all planes before this one. */
    private void finish(int end) {
        for (; firstOpen < end; firstOpen++) {
            int voxels = grid.x() * grid.y();
            int room = firstOpen % sums[0].length;
            for (int i = 0; i < voxels; i++) {
                float largest = 0;
                for (int c = 0; c < sums.length; c++) {
                    if (sums[c][room][i] > largest) {
                        largest = sums[c][room][i];
                        labels[firstOpen * voxels + i] = (short) (c + 1);
                    }
                }
            }
            for (float[][] ofClass : sums) {
                Arrays.fill(ofClass[room], 0);
            }
        }
    }
}
