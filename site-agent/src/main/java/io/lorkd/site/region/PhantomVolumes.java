package io.lorkd.site.region;

import io.lorkd.model.data.DataSetSummary;
import io.lorkd.model.data.volumes.RegionVolumes;
import io.lorkd.model.data.volumes.VolumeMemory;
import io.lorkd.model.data.volumes.VolumePhantoms;
import io.lorkd.model.data.volumes.VolumeReading;

/** A region of synthetic volumes. */
record PhantomVolumes(String region, String phantom) implements VolumeRegion {
    @Override
    public RegionVolumes open(VolumeReading reading, VolumeMemory memory) {
        RegionVolumes drawn = VolumePhantoms.region(phantom, reading);
        return new RegionVolumes(
                region,
                drawn.classes(),
                drawn.labels(),
                drawn.modality(),
                drawn.training(),
                drawn.validation(),
                drawn.test(),
                drawn.patchesPerVolume());
    }

    /** In volumes: the plan says how many patches of each are read, and it is not known yet. */
    @Override
    public DataSetSummary summary() {
        return VolumePhantoms.summary(phantom, 1);
    }
}
