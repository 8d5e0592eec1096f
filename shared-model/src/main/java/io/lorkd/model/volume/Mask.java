package io.lorkd.model.volume;

/**
 * A label at every voxel of a grid, 0 for background. What the other numbers mean is said beside it: label ids as in a
 * file, or one more than a class's index.
 *
 * @param labels as {@link Grid} orders them, unsigned; whoever makes a mask gives them away
 */
public record Mask(Grid grid, short[] labels) {

    public Mask {
        if (labels.length != grid.voxels()) {
            throw new IllegalArgumentException(labels.length + " labels on a grid of " + grid.voxels() + " voxels");
        }
    }

    public int label(int index) {
        return Short.toUnsignedInt(labels[index]);
    }
}
