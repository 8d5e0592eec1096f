package io.lorkd.model.volume;

/**
 * Where the voxels of one axis lie among those of another, both filling the same line: the first voxels' outer edges are in
 * the same place. Beyond the centres of the first and the last voxel, values are those of these.
 *
 * @param from how many voxels there are
 * @param to how many there will be
 * @param scale the length of a new voxel in old ones
 */
record ResampledAxis(int from, int to, double scale) {

    /** How far, in voxels, the ends of lines that count as the same may be apart. */
    private static final double SAME = 0.01;

    /** A line with so many voxels of this size, in voxels of another size; at least one, and as many as fill it best. */
    static ResampledAxis of(int voxels, double size, double newSize) {
        double scale = newSize / size;
        // What rounding in a file's header makes of the same size is the same size, and must not blur.
        if (Math.abs(scale - 1) * voxels < SAME) {
            return new ResampledAxis(voxels, voxels, 1);
        }
        return new ResampledAxis(
                voxels, (int) Math.min(Integer.MAX_VALUE, Math.max(1, Math.rint(voxels / scale))), scale);
    }

    boolean isSame() {
        return scale == 1;
    }

    ResampledAxis reverse() {
        return new ResampledAxis(to, from, 1 / scale);
    }

    /** The place of a new voxel's centre, in old voxels. */
    double place(int voxel) {
        return (voxel + 0.5) * scale - 0.5;
    }

    /** Per new voxel, the old one before it or at it; the last has itself after it. */
    int[] before() {
        int[] before = new int[to];
        for (int voxel = 0; voxel < to; voxel++) {
            before[voxel] = (int) Math.floor(clamped(voxel));
        }
        return before;
    }

    /** Per new voxel, the share of the old one after {@link #before}. */
    float[] shares() {
        float[] shares = new float[to];
        for (int voxel = 0; voxel < to; voxel++) {
            double place = clamped(voxel);
            shares[voxel] = (float) (place - Math.floor(place));
        }
        return shares;
    }

    /** Per new voxel, the old one that its centre lies in; halfway, the later one. */
    int[] nearest() {
        int[] nearest = new int[to];
        for (int voxel = 0; voxel < to; voxel++) {
            nearest[voxel] = (int) Math.floor(clamped(voxel) + 0.5);
        }
        return nearest;
    }

    private double clamped(int voxel) {
        return Math.max(0, Math.min(from - 1, place(voxel)));
    }
}
