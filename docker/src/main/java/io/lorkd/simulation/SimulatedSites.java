package io.lorkd.simulation;

import io.lorkd.model.data.DataSets;
import io.lorkd.model.data.Discovery;
import io.lorkd.model.data.Phantoms;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Who takes part in a simulation: a site for each phantom region, or for each data set in a folder. */
final class SimulatedSites {

    private SimulatedSites() {}

    /** @param say hears what was found, and what was not used and why */
    static List<FederationSpec.Site> of(Path data, Consumer<String> say) {
        if (data == null) {
            say.accept("No --data given: training on phantoms, which are synthetic images made here from the seed.");
            return Phantoms.regions().stream()
                    .map(region -> site(region.replaceFirst("^phantom-", ""), new RegionSource.Phantom(region)))
                    .toList();
        }
        Discovery discovery = DataSets.discover(data);
        discovery.skipped().forEach(skipped -> say.accept("Skipped " + skipped.path() + ": " + skipped.reason()));
        discovery.leftAlone().forEach(folder -> say.accept("Left alone " + folder + ": no split of its data set."));
        return discovery.usable().stream()
                .map(found -> site(found.region(), new RegionSource.DataSet(found.region(), found.dataSet())))
                .toList();
    }

    private static FederationSpec.Site site(String name, RegionSource source) {
        return new FederationSpec.Site("site-" + name, List.of(source));
    }
}
