package io.lorkd.model.data.volumes;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.NiftiFile;
import io.lorkd.model.volume.Preparation;
import io.lorkd.model.volume.Volume;

/** Reads a set's cases as the network sees them, and refuses those that it could not. */
final class CaseReader {

    /** How far a mask's corner may lie from its image's, in voxels: files round their headers. */
    private static final double TOLERANCE = 0.5;

    private static final int VOXEL_BYTES = Float.BYTES + Short.BYTES;

    private final Patches patches;
    private final Preparation preparation;
    private final ClassLabels classes;

    CaseReader(VolumeSetDescription set, VolumeReading reading) {
        this.patches = reading.patches();
        this.preparation = new Preparation(reading.spacing(), set.modality());
        this.classes = new ClassLabels(set);
    }

    /**
     * Looks at the headers alone.
     *
     * @return how many bytes the case takes once it is read
     * @throws InvalidInputException if image and mask do not go together, or are smaller than a patch
     */
    long check(VolumeCase each) {
        Grid scan = NiftiFile.grid(each.image());
        requireTogether(each, scan, NiftiFile.grid(each.mask()));
        Grid prepared = preparation.grid(scan);
        patches.requireRoom(prepared, each.image().toString());
        return (long) VOXEL_BYTES * Math.max(prepared.voxels(), scan.voxels());
    }

    /** @throws InvalidInputException if a file cannot be used */
    LabelledVolume read(VolumeCase each, VolumePart part) {
        Volume scan = NiftiFile.read(each.image());
        Mask ids = NiftiFile.readMask(each.mask());
        requireTogether(each, scan.grid(), ids.grid());
        // From here on the mask lies where the image does, to the last bit, whatever its own header rounds to.
        Mask mask = classes.of(new Mask(scan.grid(), ids.labels()), each.mask());
        return new LabelledVolume(
                each.name(), preparation.prepare(scan), part == VolumePart.TEST ? mask : preparation.prepare(mask));
    }

    private static void requireTogether(VolumeCase each, Grid scan, Grid mask) {
        if (!extents(scan).equals(extents(mask))) {
            throw new InvalidInputException(each.mask() + " has " + extents(mask) + " voxels, and its volume "
                    + each.image() + " has " + extents(scan) + "; a mask has one label for each voxel of its volume");
        }
        for (int corner = 0; corner < 1 << 3; corner++) {
            double apart = apart(scan, mask, corner);
            if (apart > TOLERANCE) {
                throw new InvalidInputException(each.mask() + " lies elsewhere than its volume " + each.image()
                        + ": by their headers a corner is " + Math.round(apart)
                        + " voxels away from where it should be; write the mask with the volume's orientation");
            }
        }
    }

    /** How far the corner is, on one grid, from the same corner on the other: in voxels of the scan. */
    private static double apart(Grid scan, Grid mask, int corner) {
        double square = 0;
        for (int row = 0; row < 3; row++) {
            double difference = scan.affine().at(row, 3) - mask.affine().at(row, 3);
            for (int axis = 0; axis < 3; axis++) {
                int index = (corner >> axis & 1) * (scan.extent(axis) - 1);
                difference +=
                        index * (scan.affine().at(row, axis) - mask.affine().at(row, axis));
            }
            square += difference * difference;
        }
        double voxel = Math.min(scan.spacing(0), Math.min(scan.spacing(1), scan.spacing(2)));
        return Math.sqrt(square) / voxel;
    }

    private static String extents(Grid grid) {
        return grid.x() + " x " + grid.y() + " x " + grid.z();
    }
}
