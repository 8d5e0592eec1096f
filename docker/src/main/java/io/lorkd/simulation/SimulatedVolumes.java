package io.lorkd.simulation;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.volumes.RegionVolumes;
import io.lorkd.model.data.volumes.VolumeDiscovery;
import io.lorkd.model.data.volumes.VolumeMemory;
import io.lorkd.model.data.volumes.VolumePhantoms;
import io.lorkd.model.data.volumes.VolumeReading;
import io.lorkd.model.data.volumes.VolumeSetDescription;
import io.lorkd.model.data.volumes.VolumeSets;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.Segmentation;
import io.lorkd.protocol.plan.VolumeSet;
import io.lorkd.site.region.VolumeDescriptions;
import io.lorkd.site.train.PlannedVolumes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

import static java.util.stream.Collectors.joining;

/** Who takes part in a segmentation: a site for each phantom region, or for each set of volumes in a folder. */
final class SimulatedVolumes {

    private final Plan plan;
    private final Segmentation settings;
    private final Consumer<String> say;

    private SimulatedVolumes(Plan plan, Segmentation settings, Consumer<String> say) {
        this.plan = plan;
        this.settings = settings;
        this.say = say;
    }

    /** @param say hears what was found, and what was not used and why */
    static List<FederationSpec.Site> of(Path data, Plan plan, Segmentation settings, Consumer<String> say) {
        if (data == null) {
            say.accept(VolumePhantoms.NOTICE);
            return VolumePhantoms.regions().stream()
                    .map(region -> SimulatedSites.site(
                            region.replaceFirst("^phantom-", ""), new RegionSource.VolumePhantom(region)))
                    .toList();
        }
        List<VolumeSet> told = plan.data().sets();
        VolumeDiscovery discovery = told.isEmpty()
                ? VolumeSets.discover(data)
                : VolumeSets.discover(told.stream()
                        .map(set -> VolumeDescriptions.of(resolved(set, settings), data))
                        .toList());
        return new SimulatedVolumes(plan, settings, say).open(discovery);
    }

    private List<FederationSpec.Site> open(VolumeDiscovery discovery) {
        VolumeReading reading = PlannedVolumes.reading(plan, settings);
        VolumeMemory memory = VolumeMemory.shareOfHeap(PlannedVolumes.SHARE_OF_HEAP);
        List<FederationSpec.Site> sites = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        discovery.skipped().forEach(skipped -> reasons.add(skipped.reason()));
        for (VolumeDiscovery.Found found : discovery.usable()) {
            try {
                sites.add(site(found.set(), VolumeSets.open(found.set(), reading, memory)));
                found.summary().notes().forEach(note -> say.accept("Note: " + note));
            } catch (InvalidInputException e) {
                // A set that was asked for by name is not passed over.
                if (discovery.named() || !plan.data().sets().isEmpty()) {
                    throw e;
                }
                reasons.add(e.getMessage());
            }
        }
        if (sites.isEmpty()) {
            throw new InvalidInputException(
                    "no set of volumes can be used:" + reasons.stream().collect(joining("\n  ", "\n  ", "")));
        }
        reasons.forEach(reason -> say.accept("Skipped: " + reason));
        return sites;
    }

    private FederationSpec.Site site(VolumeSetDescription set, RegionVolumes volumes) {
        Optional<VolumeSet> told = plan.data().sets().stream()
                .filter(each -> each.region().equals(set.region()))
                .findFirst()
                .map(each -> resolved(each, settings));
        return SimulatedSites.site(set.region(), new RegionSource.Volumes(set, told, volumes));
    }

    /** With its number of patches, so that a site knows it before it knows the plan. */
    private static VolumeSet resolved(VolumeSet set, Segmentation settings) {
        return new VolumeSet(
                set.region(),
                set.folder(),
                set.images(),
                set.labels(),
                set.modality(),
                set.classes(),
                set.split(),
                set.test(),
                OptionalInt.of(set.patchesPerVolume().orElse(settings.patchesPerVolume())));
    }
}
