package io.lorkd.model.data.volumes;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.NiftiFile;
import io.lorkd.model.volume.Preparation;
import io.lorkd.model.volume.Volume;

/** Reads a set's cases as the network sees them, and refuses those that it could not. */
final class CaseReader {

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
        Grid scan = NiftiFile.requireSameSpace(each.image(), each.mask());
        Grid prepared = prepared(each, scan);
        patches.requireRoom(prepared, each.image().toString());
        return (long) VOXEL_BYTES * Math.max(prepared.voxels(), scan.voxels());
    }

    private Grid prepared(VolumeCase each, Grid scan) {
        try {
            return preparation.grid(scan);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(each.image() + ": " + e.getMessage(), e);
        }
    }

    /** @throws InvalidInputException if a file cannot be used */
    LabelledVolume read(VolumeCase each, VolumePart part) {
        Volume scan = NiftiFile.read(each.image());
        Mask mask = classes.of(NiftiFile.readMask(each.mask(), each.image(), scan.grid()), each.mask());
        return new LabelledVolume(
                each.name(), preparation.prepare(scan), part == VolumePart.TEST ? mask : preparation.prepare(mask));
    }
}
