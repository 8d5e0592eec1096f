package io.lorkd.site.region;

import io.lorkd.model.data.volumes.RegionVolumes;
import io.lorkd.model.data.volumes.VolumeMemory;
import io.lorkd.model.data.volumes.VolumeReading;

/** A region of volumes, each voxel of a class or of the background. */
public non-sealed interface VolumeRegion extends RegionSource {
    /**
     * Finds the volumes, to be read as a run's plan has them.
     *
     * @param memory where volumes are kept, as far as it goes
     * @throws io.lorkd.model.InvalidInputException if the data cannot be used
     */
    RegionVolumes open(VolumeReading reading, VolumeMemory memory);
}
