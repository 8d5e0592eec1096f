package io.lorkd.site.central;

import io.lorkd.model.data.DataSets;
import io.lorkd.model.data.Discovery;
import io.lorkd.model.data.Opened;
import io.lorkd.model.data.Phantoms;
import io.lorkd.model.data.Preprocessing;
import io.lorkd.model.data.RegionData;
import io.lorkd.model.data.volumes.VolumeDiscovery;
import io.lorkd.model.data.volumes.VolumePhantoms;
import io.lorkd.model.data.volumes.VolumeSets;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.VolumeSet;
import io.lorkd.site.region.SiteRegion;
import io.lorkd.site.region.VolumeDescriptions;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The regions whose data lie in one folder, a data set each, as a plan has them.
 *
 * @param folder none for phantoms: synthetic data, made here from the plan's seed
 */
public record RegionsInOnePlace(Optional<Path> folder, Plan plan, Consumer<String> say) {

    /** @throws io.lorkd.model.InvalidInputException if there is none that can be used */
    public List<RegionData> images() {
        Preprocessing preprocessing = new Preprocessing(plan.network().imageSize());
        if (folder.isEmpty()) {
            say.accept(Phantoms.NOTICE);
            return Phantoms.regions().stream()
                    .map(region -> Phantoms.region(region, plan.seed(), preprocessing))
                    .toList();
        }
        Discovery discovery = DataSets.discover(folder.get());
        Opened opened = DataSets.openAll(
                discovery,
                preprocessing,
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
        if (folder.isEmpty()) {
            say.accept(VolumePhantoms.NOTICE);
            return VolumePhantoms.regions().stream()
                    .map(region -> SiteRegion.ofPhantomVolumes(region, region))
                    .toList();
        }
        List<VolumeSet> told = plan.data().sets();
        VolumeDiscovery discovery = told.isEmpty()
                ? VolumeSets.discover(folder.get())
                : VolumeSets.discover(told.stream()
                        .map(set -> VolumeDescriptions.of(set, folder.get()))
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
