package io.lorkd.model.data.volumes;

import java.util.List;

/** Volumes in memory. */
record MemoryVolumes(List<LabelledVolume> volumes) implements VolumeSource {

    MemoryVolumes {
        volumes = List.copyOf(volumes);
    }

    @Override
    public int size() {
        return volumes.size();
    }

    @Override
    public String name(int i) {
        return volumes.get(i).name();
    }

    @Override
    public LabelledVolume read(int i) {
        return volumes.get(i);
    }
}
