package io.lorkd.simulation;

import io.lorkd.model.data.RegionData;
import io.lorkd.model.data.volumes.RegionVolumes;
import io.lorkd.model.data.volumes.VolumeSetDescription;
import io.lorkd.protocol.plan.VolumeSet;

import java.nio.file.Path;
import java.util.Optional;

/** Where a simulated site's region has its data from. */
sealed interface RegionSource {

    String region();

    /** Synthetic images, made from the plan's seed. */
    record Phantom(String region) implements RegionSource {}

    /**
     * A MedMNIST file or a folder of images.
     *
     * @param images what is in it, as the plan prepares it
     */
    record DataSet(String region, Path path, RegionData images) implements RegionSource {}

    /** Synthetic volumes, made from the plan's seed. */
    record VolumePhantom(String region) implements RegionSource {}

    /**
     * Volumes and masks in a folder.
     *
     * @param description where they are, and what is in the masks
     * @param told the same in the words of a configuration file; empty where the folder says it itself
     * @param volumes what is in it, as the plan reads it
     */
    record Volumes(VolumeSetDescription description, Optional<VolumeSet> told, RegionVolumes volumes)
            implements RegionSource {
        @Override
        public String region() {
            return description.region();
        }
    }
}
