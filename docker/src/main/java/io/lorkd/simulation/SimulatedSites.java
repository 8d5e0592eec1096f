package io.lorkd.simulation;

import io.lorkd.model.data.DataSets;
import io.lorkd.model.data.Discovery;
import io.lorkd.model.data.Opened;
import io.lorkd.model.data.Phantoms;
import io.lorkd.model.data.Preprocessing;
import io.lorkd.protocol.plan.Plan;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Who takes part in a simulation: a site for each phantom region, or for each data set in a folder. */
final class SimulatedSites {

    private SimulatedSites() {}

    /** @param say hears what was found, and what was not used and why */
    static List<FederationSpec.Site> of(Path data, Plan plan, Consumer<String> say) {
        return plan.segmentation()
                .map(settings -> SimulatedVolumes.of(data, plan, settings, say))
                .orElseGet(() -> ofImages(data, plan, say));
    }

    private static List<FederationSpec.Site> ofImages(Path data, Plan plan, Consumer<String> say) {
        if (data == null) {
            say.accept(Phantoms.NOTICE);
            return Phantoms.regions().stream()
                    .map(region -> site(region.replaceFirst("^phantom-", ""), new RegionSource.Phantom(region)))
                    .toList();
        }
        Discovery discovery = DataSets.discover(data);
        Opened opened = DataSets.openAll(
                discovery,
                new Preprocessing(plan.network().imageSize()),
                plan.data().maxTrainingImages(),
                plan.data().heldOut(),
                plan.seed());
        opened.skipped().forEach(skipped -> say.accept("Skipped: " + skipped.reason()));
        discovery
                .leftAlone()
                .forEach(folder -> say.accept("Left alone: " + folder + ", which is no split of its data set"));
        return opened.regions().entrySet().stream()
                .map(found -> site(
                        found.getKey().region(),
                        new RegionSource.DataSet(
                                found.getKey().region(), found.getKey().dataSet(), found.getValue())))
                .toList();
    }

    static FederationSpec.Site site(String name, RegionSource source) {
        return new FederationSpec.Site("site-" + name, List.of(source));
    }
}
