package io.lorkd.model.volume;

import io.lorkd.model.InvalidInputException;

import java.nio.file.Path;
import java.util.Locale;

/** Whether an image and its mask are voxel by voxel of the same place. */
final class SameSpace {

    /** How many of the image's voxels, along the shortest side, the headers may be apart: tools round in their own ways. */
    private static final double MOST_VOXELS = 1;

    private SameSpace() {}

    /** @throws InvalidInputException if they have other extents, or lie in clearly different places */
    static void require(Path image, Grid grid, Path mask, Grid found) {
        if (found.x() != grid.x() || found.y() != grid.y() || found.z() != grid.z()) {
            throw new InvalidInputException("the mask " + mask + " has " + extents(found) + " voxels, and its image "
                    + image + " has " + extents(grid)
                    + ": they must be the same; is it another case's mask, or was one of the two resampled?");
        }
        double apart = grid.displacement(found.affine());
        if (apart > MOST_VOXELS * grid.finestSpacing()) {
            throw new InvalidInputException("the mask " + mask + " lies elsewhere than its image " + image
                    + ": by their headers they are up to " + String.format(Locale.ROOT, "%.1f", apart)
                    + " mm apart; if their voxels do belong together, copy the image's header to the mask (FSL's"
                    + " fslcpgeom does), else resample the mask to the image");
        }
    }

    private static String extents(Grid grid) {
        return grid.x() + " x " + grid.y() + " x " + grid.z();
    }
}
