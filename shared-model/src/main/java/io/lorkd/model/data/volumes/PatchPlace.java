package io.lorkd.model.data.volumes;

import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Where in a volume a patch lies.
 *
 * @param x the patch's first voxel along x; negative where the volume is padded
 * @param y along y
 * @param z along z
 */
record PatchPlace(int x, int y, int z, Patches patches) {

    /**
     * Centred on a voxel drawn from a class drawn from those that the volume has, in the foreground's share of draws; else,
     * and where the volume has no class, anywhere. A border moves the patch inwards. Along an axis too short for the patch
     * the volume lies in its middle.
     */
    static PatchPlace draw(LabelledVolume volume, Patches patches, Random random) {
        Grid grid = volume.image().grid();
        if (!volume.mask().grid().equals(grid)) {
            throw new IllegalArgumentException(volume.name() + " has its mask on another grid than its image; patches"
                    + " are read of training and validation parts");
        }
        boolean foreground = random.nextDouble() < patches.foreground();
        OptionalInt centre = foreground ? foregroundVoxel(volume.mask(), random) : OptionalInt.empty();
        int[] origin = new int[3];
        for (int axis = 0; axis < origin.length; axis++) {
            int extent = patches.extents().get(axis);
            int room = grid.extent(axis) - extent;
            if (room < 0) {
                origin[axis] = -(-room / 2);
            } else if (centre.isPresent()) {
                origin[axis] = Math.max(0, Math.min(room, along(axis, centre.getAsInt(), grid) - extent / 2));
            } else {
                origin[axis] = random.nextInt(room + 1);
            }
        }
        return new PatchPlace(origin[0], origin[1], origin[2], patches);
    }

    private static int along(int axis, int index, Grid grid) {
        return switch (axis) {
            case 0 -> index % grid.x();
            case 1 -> index / grid.x() % grid.y();
            default -> index / grid.x() / grid.y();
        };
    }

    /** The index of a voxel of a class; every class that is there is as likely, and so is each of its voxels. */
    private static OptionalInt foregroundVoxel(Mask mask, Random random) {
        int[] counts = new int[1];
        for (short label : mask.labels()) {
            int c = Short.toUnsignedInt(label);
            if (c >= counts.length) {
                counts = Arrays.copyOf(counts, c + 1);
            }
            counts[c]++;
        }
        int[] found = counts;
        int[] present =
                IntStream.range(1, counts.length).filter(c -> found[c] > 0).toArray();
        if (present.length == 0) {
            return OptionalInt.empty();
        }
        int chosen = present[random.nextInt(present.length)];
        int skipped = random.nextInt(counts[chosen]);
        for (int i = 0; ; i++) {
            if (mask.label(i) == chosen && skipped-- == 0) {
                return OptionalInt.of(i);
            }
        }
    }

    /** Writes the patch's voxels and labels from {@code offset} on; what lies outside the volume is 0, background. */
    void copy(LabelledVolume volume, boolean flip, float[] voxels, byte[] masks, int offset) {
        Grid grid = volume.image().grid();
        float[] values = volume.image().values();
        short[] labels = volume.mask().labels();
        int width = patches.extents().get(0);
        int fromX = Math.max(0, -x);
        int toX = Math.min(width, grid.x() - x);
        int row = offset;
        for (int k = 0; k < patches.extents().get(2); k++) {
            for (int j = 0; j < patches.extents().get(1); j++, row += width) {
                if (z + k < 0 || z + k >= grid.z() || y + j < 0 || y + j >= grid.y()) {
                    continue;
                }
                int source = grid.index(x + fromX, y + j, z + k);
                for (int i = fromX; i < toX; i++, source++) {
                    int target = row + (flip ? width - 1 - i : i);
                    voxels[target] = values[source];
                    masks[target] = (byte) labels[source];
                }
            }
        }
    }
}
