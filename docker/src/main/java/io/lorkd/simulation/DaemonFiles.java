package io.lorkd.simulation;

import io.lorkd.coordinator.http.access.Secret;
import io.lorkd.protocol.config.ConfigurationReader;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.plan.VolumeSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration files of a federation's daemons: those of the containers, put on the loopback of this machine. */
final class DaemonFiles {

    private static final String LOOPBACK = "127.0.0.1";

    private final FederationSpec spec;
    private final Path folder;
    private final int clusterPort;
    private final int httpPort;
    private final String cluster;
    private final URI dashboard;
    private final String ticket = Secret.make();

    /** Picks free ports; written files name them. */
    DaemonFiles(FederationSpec spec) {
        this.spec = spec;
        this.folder = spec.folder().resolve("config");
        List<Integer> ports = FreePorts.find(2);
        this.clusterPort = ports.get(0);
        this.httpPort = ports.get(1);
        this.cluster = "lorkd-simulation-" + clusterPort;
        this.dashboard = OpenFederation.dashboard(httpPort, ticket);
    }

    int httpPort() {
        return httpPort;
    }

    /** With the ticket that the coordinator's file has. */
    URI dashboard() {
        return dashboard;
    }

    Path coordinator() {
        makeFolder();
        Path plan = folder.resolve("plan.yaml");
        write(plan, PlanReader.write(spec.plan()));
        return linked(DaemonFile.ofContainer("cluster/coordinator.yaml"), clusterPort)
                .with("plan", plan.toString())
                .with("state", spec.coordinatorFolder().toString())
                .with("http.host", LOOPBACK)
                .with("http.port", httpPort)
                .with("stayAfterRun", spec.attended())
                .without("http.behindProxy")
                .without("http.publicUrl")
                .with("http.ticket", ticket)
                // The journal is a file beside the rest.
                .without("journal")
                .write(folder.resolve("coordinator.yaml"));
    }

    Path site(FederationSpec.Site site) {
        return linked(DaemonFile.ofContainer("cluster/site-breast.yaml"), 0)
                .with("site", site.id())
                .with("state", spec.siteFolder(site).toString())
                .with(
                        "regions",
                        site.regions().stream().map(DaemonFiles::region).toList())
                .write(folder.resolve(site.id() + ".yaml"));
    }

    /** For the owner alone: the ticket is in it. */
    private void makeFolder() {
        try {
            Files.createDirectories(folder.getParent());
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not make " + folder, e);
        }
    }

    private DaemonFile linked(DaemonFile file, int port) {
        return file.with("link.cluster.name", cluster)
                .with("link.cluster.host", LOOPBACK)
                .with("link.cluster.port", port)
                .with("link.cluster.members", List.of(LOOPBACK + ":" + clusterPort))
                .without("stay")
                .without("metrics");
    }

    private static Map<String, Object> region(RegionSource source) {
        if (source instanceof RegionSource.DataSet dataSet) {
            return Map.of("name", dataSet.region(), "data", absolute(dataSet.path()));
        }
        if (source instanceof RegionSource.Volumes set) {
            Map<String, Object> region = new LinkedHashMap<>();
            region.put("name", set.region());
            region.put("data", absolute(set.description().folder()));
            set.told().ifPresent(told -> region.put("volumes", volumes(told)));
            return region;
        }
        return Map.of("name", source.region(), "phantom", source.region());
    }

    private static Map<String, Object> volumes(VolumeSet told) {
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("images", told.images());
        section.put("labels", told.labels());
        section.put("modality", ConfigurationReader.word(told.modality()));
        section.put(
                "classes",
                told.classes().stream()
                        .map(each -> Map.of("name", each.name(), "ids", each.ids()))
                        .toList());
        told.split().ifPresent(split -> section.put("split", split));
        section.put("test", told.test());
        told.patchesPerVolume().ifPresent(patches -> section.put("patchesPerVolume", patches));
        return section;
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not write " + file, e);
        }
    }
}
