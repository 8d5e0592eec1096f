package io.lorkd.model.data.volumes;

import io.lorkd.model.data.Discovery.Skipped;

import java.util.List;

/**
 * The sets of volumes that {@link VolumeSets} found.
 *
 * @param usable each one region
 * @param skipped what is or might have been a set but cannot be used, and why
 * @param named whether the path given is itself the set, rather than a folder of some
 */
public record VolumeDiscovery(List<Found> usable, List<Skipped> skipped, boolean named) {

    public VolumeDiscovery {
        usable = List.copyOf(usable);
        skipped = List.copyOf(skipped);
    }

    public record Found(VolumeSetDescription set, VolumeSetSummary summary) {}
}
