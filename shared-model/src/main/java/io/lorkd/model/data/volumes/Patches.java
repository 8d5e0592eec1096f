package io.lorkd.model.data.volumes;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.volume.Grid;

import java.util.List;

/**
 * How training reads patches of volumes.
 *
 * @param extents in voxels along x, y and z (right-left, back-front, down-up)
 * @param foreground share of patches that are centred on a voxel of a class, as far as the volume's border lets them
 * @param intensity largest relative change of contrast, and largest shift of brightness in standard deviations
 * @param pad whether a volume smaller than the patch is padded, rather than refused when it is opened
 */
public record Patches(List<Integer> extents, double foreground, double intensity, boolean pad) {

    private static final int AXES = 3;

    public Patches {
        extents = List.copyOf(extents);
        if (extents.size() != AXES || extents.stream().anyMatch(extent -> extent < 1)) {
            throw new IllegalArgumentException("extents are " + extents + "; there must be three, each 1 at least");
        }
        if (!(foreground >= 0 && foreground <= 1) || !(intensity >= 0 && intensity <= 1)) {
            throw new IllegalArgumentException(
                    "foreground is " + foreground + " and intensity " + intensity + "; both must be from 0 to 1");
        }
    }

    /** Voxels of one patch. */
    public int voxels() {
        return Math.multiplyExact(Math.multiplyExact(extents.get(0), extents.get(1)), extents.get(2));
    }

    /** @throws InvalidInputException if a volume on the grid is smaller than a patch, and that is not allowed */
    void requireRoom(Grid grid, String name) {
        for (int axis = 0; axis < AXES && !pad; axis++) {
            if (grid.extent(axis) < extents.get(axis)) {
                throw new InvalidInputException(name + " has " + grid.x() + " x " + grid.y() + " x " + grid.z()
                        + " voxels as it is read (right-left x back-front x down-up), too few for the patch of "
                        + extents.get(0) + " x " + extents.get(1) + " x " + extents.get(2)
                        + "; choose a smaller segmentation.patch, a finer segmentation.spacing, or"
                        + " segmentation.smaller: pad");
            }
        }
    }
}
