package io.lorkd.site.region;

import io.lorkd.model.data.DataSetSummary;
import io.lorkd.model.data.volumes.RegionVolumes;
import io.lorkd.model.data.volumes.VolumeMemory;
import io.lorkd.model.data.volumes.VolumeReading;
import io.lorkd.model.data.volumes.VolumeSetDescription;
import io.lorkd.model.data.volumes.VolumeSetSummary;
import io.lorkd.model.data.volumes.VolumeSets;

/** A region whose volumes are a set on disk. */
record VolumesOnDisk(VolumeSetDescription set) implements VolumeRegion {
    @Override
    public RegionVolumes open(VolumeReading reading, VolumeMemory memory) {
        return VolumeSets.open(set, reading, memory);
    }

    /** In patches; where the set leaves their number to the plan, which is not known yet, in volumes. */
    @Override
    public DataSetSummary summary() {
        VolumeSetSummary summary = VolumeSets.summarise(set);
        int patches = set.patchesPerVolume().orElse(1);
        return new DataSetSummary(summary.classes(), Math.multiplyExact(summary.trainingVolumes(), patches));
    }
}
