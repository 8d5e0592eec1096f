package io.lorkd.model.metric;

import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;

/** How many voxels of one class two masks have, and the part of the grid where they lie. */
final class ClassVoxels {
    private final int[] low = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    private final int[] high = {-1, -1, -1};
    private long predicted;
    private long truth;
    private long both;

    private ClassVoxels() {}

    /**
     * One look at every voxel.
     *
     * @return for each label from 1 to {@code classes}, at the index before it
     * @throws IllegalArgumentException if a mask holds another label
     */
    static ClassVoxels[] count(Mask prediction, Mask truth, int classes) {
        ClassVoxels[] counts = new ClassVoxels[classes];
        for (int i = 0; i < classes; i++) {
            counts[i] = new ClassVoxels();
        }
        Grid grid = truth.grid();
        int voxel = 0;
        for (int z = 0; z < grid.z(); z++) {
            for (int y = 0; y < grid.y(); y++) {
                for (int x = 0; x < grid.x(); x++, voxel++) {
                    int guess = prediction.label(voxel);
                    int label = truth.label(voxel);
                    if (guess == 0 && label == 0) {
                        continue;
                    }
                    if (guess > classes || label > classes) {
                        throw new IllegalArgumentException("voxel (" + x + ", " + y + ", " + z + ") has label " + label
                                + " and is predicted " + guess + "; there are labels 0 to " + classes);
                    }
                    add(counts, guess, label, x, y, z);
                }
            }
        }
        return counts;
    }

    private static void add(ClassVoxels[] counts, int guess, int label, int x, int y, int z) {
        if (guess > 0) {
            counts[guess - 1].predicted++;
            counts[guess - 1].include(x, y, z);
        }
        if (label > 0) {
            counts[label - 1].truth++;
            counts[label - 1].include(x, y, z);
        }
        if (guess == label) {
            counts[label - 1].both++;
        }
    }

    private void include(int x, int y, int z) {
        low[0] = Math.min(low[0], x);
        low[1] = Math.min(low[1], y);
        low[2] = Math.min(low[2], z);
        high[0] = Math.max(high[0], x);
        high[1] = Math.max(high[1], y);
        high[2] = Math.max(high[2], z);
    }

    boolean isInNeither() {
        return predicted == 0 && truth == 0;
    }

    boolean isInBoth() {
        return predicted > 0 && truth > 0;
    }

    /** 2 |P and T| / (|P| + |T|); 1 where neither mask has the class. */
    double dsc() {
        return isInNeither() ? 1 : 2.0 * both / (predicted + truth);
    }

    /** The first voxel of the part along x, y and z. */
    int[] low() {
        return low.clone();
    }

    /** The last one. */
    int[] high() {
        return high.clone();
    }
}
