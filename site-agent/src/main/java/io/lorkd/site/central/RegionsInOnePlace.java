package io.lorkd.site.central;

import io.lorkd.model.data.DataSets;
import io.lorkd.model.data.Discovery;
import io.lorkd.model.data.Opened;
import io.lorkd.model.data.Preprocessing;
import io.lorkd.model.data.RegionData;
import io.lorkd.model.data.volumes.VolumeDiscovery;
import io.lorkd.model.data.volumes.VolumeSets;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.VolumeSet;
import io.lorkd.site.region.SiteRegion;
import io.lorkd.site.region.VolumeDescriptions;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The regions whose data lie in one folder, a data set each, as a plan has them. */
public record RegionsInOnePlace(Path folder, Plan plan, Consumer<String> say) {

    /** @throws io.lorkd.model.InvalidInputException if there is none that can be used */
    public List<RegionData> images() {
        Discovery discovery = DataSets.discover(folder);
        Opened opened = DataSets.openAll(
                discovery,
                new Preprocessing(plan.network().imageSize()),
                plan.data().maxTrainingImages(),
                plan.data().heldOut(),
                plan.seed());
        opened.skipped().forEach(skipped -> say.accept("Skipped: " + skipped.reason()));
        List<RegionData> regions = List.copyOf(opened.regions().values());
        regions.forEach(region -> say.accept("region %s: %d classes, %d training and %d test images"
                .formatted(
                        region.region(),
                        region.classes().size(),
                        region.training().size(),
                        region.test().size())));
        return regions;
    }

    /** @throws io.lorkd.model.InvalidInputException if there is none that can be used */
    public List<SiteRegion> volumes() {
        List<VolumeSet> told = plan.data().sets();
        VolumeDiscovery discovery = told.isEmpty()
                ? VolumeSets.discover(folder)
                : VolumeSets.discover(told.stream()
                        .map(set -> VolumeDescriptions.of(set, folder))
                        .toList());
        discovery.skipped().forEach(skipped -> say.accept("Skipped: " + skipped.reason()));
        return discovery.usable().stream()
                .map(found -> {
                    say.accept("region %s: classes %s"
                            .formatted(
                                    found.set().region(),
                                    String.join(", ", found.summary().classes())));
                    return SiteRegion.of(found.set());
                })
                .toList();
    }
}
