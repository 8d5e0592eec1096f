package io.lorkd.simulation;

import io.lorkd.coordinator.command.CoordinatorFile;
import io.lorkd.protocol.config.ConfigurationReader;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.command.SiteFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The containers' configuration, put on this machine: readable by the daemons, and with nothing of the containers left. */
class DaemonFilesTest {
    @TempDir
    Path folder;

    @Test
    void putsTheContainersFilesOnTheLoopback() {
        FederationSpec.Site site =
                new FederationSpec.Site("site-head", List.of(new RegionSource.Phantom("phantom-head")));
        FederationSpec spec = new FederationSpec(
                PlanReader.parse("name: tiny\nrounds: {sites: 1}\n", "a test's plan"), List.of(site), folder, false);
        DaemonFiles files = new DaemonFiles(spec);

        CoordinatorFile coordinator = ConfigurationReader.read(files.coordinator(), CoordinatorFile.class);
        SiteFile member = ConfigurationReader.read(files.site(site), SiteFile.class);

        assertThat(PlanReader.read(coordinator.plan().orElseThrow())).isEqualTo(spec.plan());
        assertThat(coordinator.state()).isEqualTo(spec.coordinatorFolder());
        assertThat(coordinator.http().host()).isEqualTo("127.0.0.1");
        assertThat(coordinator.http().port()).isEqualTo(files.httpPort());
        assertThat(coordinator.journal()).isEmpty();
        assertThat(coordinator.metrics()).isEmpty();
        assertThat(member.site()).isEqualTo("site-head");
        assertThat(member.state()).isEqualTo(spec.siteFolder(site));
        assertThat(member.regions()).singleElement().satisfies(region -> {
            assertThat(region.name()).isEqualTo("phantom-head");
            assertThat(region.phantom()).contains("phantom-head");
        });
        assertThat(member.link().cluster().orElseThrow().members())
                .singleElement()
                .satisfies(address -> assertThat(
                                coordinator.link().cluster().orElseThrow().members())
                        .containsExactly(address));
    }
}
