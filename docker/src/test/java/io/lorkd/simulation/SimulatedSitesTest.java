package io.lorkd.simulation;

import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class SimulatedSitesTest {

    @Test
    void withoutDataItIsASiteForEachPhantomAndThatTheyAreSyntheticIsSaid() {
        List<String> said = new ArrayList<>();

        List<FederationSpec.Site> sites = SimulatedSites.of(null, PlanReader.defaults(), said::add);

        assertThat(sites).hasSize(4).allSatisfy(site -> {
            assertThat(site.regions()).singleElement().isInstanceOf(RegionSource.Phantom.class);
            assertThat("phantom-" + site.id().substring("site-".length()))
                    .isEqualTo(site.regions().get(0).region());
        });
        assertThat(said).anyMatch(line -> line.contains("synthetic"));
    }

    /** Breast, skin, chest and body; one file without a train split, and masks beside the splits. */
    @Test
    void realDataSetsAreASiteEachAndWhatIsNotUsedIsSaid() {
        String data = System.getenv("LORKD_DATA");
        assumeTrue(data != null, "LORKD_DATA does not name the folder of real images");
        Path folder = Path.of(data).resolve("cls2d");
        assumeTrue(Files.isDirectory(folder), folder + " is not there");
        Plan plan = PlanReader.parse("network: {imageSize: 8}\ndata: {maxTrainingImages: 20}", "test plan");
        List<String> said = new ArrayList<>();

        List<FederationSpec.Site> sites = SimulatedSites.of(folder, plan, said::add);

        assertThat(sites)
                .hasSize(4)
                .allSatisfy(
                        site -> assertThat(site.regions()).singleElement().isInstanceOf(RegionSource.DataSet.class));
        assertThat(said)
                .filteredOn(line -> line.startsWith("Skipped"))
                .singleElement()
                .asString()
                .contains("no train split");
        assertThat(said).filteredOn(line -> line.startsWith("Left alone")).hasSize(1);
    }
}
