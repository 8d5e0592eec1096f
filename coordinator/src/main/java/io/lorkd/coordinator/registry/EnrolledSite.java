package io.lorkd.coordinator.registry;

import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Region;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A site that takes part.
 *
 * @param instance names the site's state folder
 * @param device where it trains, for people to read
 */
public record EnrolledSite(String id, String instance, List<Region> regions, String device) {
    public EnrolledSite {
        regions = List.copyOf(regions);
    }

    static EnrolledSite of(Enrol message) {
        return new EnrolledSite(message.site(), message.instance(), message.regions(), message.device());
    }

    /** The training samples that it enrolled with: the most that it can weigh in a round. */
    public long samples() {
        return regions.stream().mapToLong(Region::samples).sum();
    }

    /** The training samples of each region. */
    public Map<String, Long> samplesByRegion() {
        Map<String, Long> samples = new TreeMap<>();
        regions.forEach(region -> samples.put(region.name(), region.samples()));
        return samples;
    }
}
