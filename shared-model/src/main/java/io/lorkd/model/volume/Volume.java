package io.lorkd.model.volume;

/**
 * A scalar at every voxel of a grid.
 *
 * @param values as {@link Grid} orders them; whoever makes a volume gives them away
 */
public record Volume(Grid grid, float[] values) {

    public Volume {
        if (values.length != grid.voxels()) {
            throw new IllegalArgumentException(values.length + " values on a grid of " + grid.voxels() + " voxels");
        }
    }
}
