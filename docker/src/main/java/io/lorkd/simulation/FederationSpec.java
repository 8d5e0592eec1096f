package io.lorkd.simulation;

import io.lorkd.protocol.plan.Plan;

import java.nio.file.Path;
import java.util.List;

/**
 * A federation to run on this machine.
 *
 * @param folder holds {@code coordinator/} and {@code sites/<id>/}
 * @param attended whether somebody is there who can look into a run that has paused and let it go on; else it has failed
 */
record FederationSpec(Plan plan, List<Site> sites, Path folder, boolean attended) {

    FederationSpec {
        sites = List.copyOf(sites);
    }

    /** A site and the regions that it holds. */
    record Site(String id, List<RegionSource> regions) {
        Site {
            regions = List.copyOf(regions);
        }
    }

    Path coordinatorFolder() {
        return folder.resolve("coordinator");
    }

    Path siteFolder(Site site) {
        return folder.resolve("sites").resolve(site.id());
    }
}
