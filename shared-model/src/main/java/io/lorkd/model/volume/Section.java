package io.lorkd.model.volume;

import java.util.Optional;

/**
 * A plane of voxels through a grid in RAS, as radiologists look at it: the patient's right on the left, the front on the left
 * where it is seen from the side, up above.
 *
 * @param position which voxel along the axis that stands on the plane
 */
record Section(Grid grid, Plane plane, int position) {

    /** Axes across and down the picture; both run against the grid's. The letters stand at the picture's left, right, top and bottom. */
    enum Plane {
        AXIAL(2, 0, 1, "RLAP"),
        CORONAL(1, 0, 2, "RLSI"),
        SAGITTAL(0, 1, 2, "APSI");

        private final int normal;
        private final int across;
        private final int down;
        private final String ends;

        Plane(int normal, int across, int down, String ends) {
            this.normal = normal;
            this.across = across;
            this.down = down;
            this.ends = ends;
        }

        String ends() {
            return ends;
        }
    }

    /** The plane in which most of a mask is to be seen, or the middle one where the mask is empty. */
    static Section through(Mask mask, Plane plane) {
        Grid grid = mask.grid();
        int[] counts = new int[grid.extent(plane.normal)];
        for (int index = 0; index < mask.labels().length; index++) {
            if (mask.labels()[index] != 0) {
                counts[coordinate(grid, index, plane.normal)]++;
            }
        }
        Optional<Integer> fullest = Optional.empty();
        for (int at = 0; at < counts.length; at++) {
            if (counts[at] > fullest.map(best -> counts[best]).orElse(0)) {
                fullest = Optional.of(at);
            }
        }
        return new Section(grid, plane, fullest.orElse(counts.length / 2));
    }

    private static int coordinate(Grid grid, int index, int axis) {
        return axis == 0 ? index % grid.x() : axis == 1 ? index / grid.x() % grid.y() : index / grid.x() / grid.y();
    }

    int columns() {
        return grid.extent(plane.across);
    }

    int rows() {
        return grid.extent(plane.down);
    }

    /** In mm. */
    double width() {
        return columns() * grid.spacing(plane.across);
    }

    /** In mm. */
    double height() {
        return rows() * grid.spacing(plane.down);
    }

    /** The voxel in a column from the left and a row from above. */
    int index(int column, int row) {
        int[] voxel = new int[3];
        voxel[plane.normal] = position;
        voxel[plane.across] = columns() - 1 - column;
        voxel[plane.down] = rows() - 1 - row;
        return grid.index(voxel[0], voxel[1], voxel[2]);
    }
}
