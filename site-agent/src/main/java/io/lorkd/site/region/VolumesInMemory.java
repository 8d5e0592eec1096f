package io.lorkd.site.region;

import io.lorkd.model.data.DataSetSummary;
import io.lorkd.model.data.volumes.RegionVolumes;
import io.lorkd.model.data.volumes.VolumeMemory;
import io.lorkd.model.data.volumes.VolumeReading;
import io.lorkd.model.data.volumes.VolumeSetDescription;

/** A region whose volumes were read for several runs of one plan; to a coordinator it is no other than the set on disk. */
record VolumesInMemory(VolumeSetDescription set, RegionVolumes volumes) implements VolumeRegion {
    @Override
    public RegionVolumes open(VolumeReading reading, VolumeMemory memory) {
        return volumes;
    }

    @Override
    public DataSetSummary summary() {
        return new VolumesOnDisk(set).summary();
    }
}
