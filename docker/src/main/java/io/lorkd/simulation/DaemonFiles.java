package io.lorkd.simulation;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.lorkd.protocol.config.ConfigurationReader;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.plan.VolumeSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration files of a federation's daemons, as an administrator would write them, all on loopback. */
final class DaemonFiles {

    private static final String LOOPBACK = "127.0.0.1";
    private static final YAMLMapper YAML = new YAMLMapper();

    private final FederationSpec spec;
    private final Path folder;
    private final int clusterPort;
    private final int httpPort;
    private final String cluster;

    /** Picks free ports; written files name them. */
    DaemonFiles(FederationSpec spec) {
        this.spec = spec;
        this.folder = spec.folder().resolve("config");
        List<Integer> ports = FreePorts.find(2);
        this.clusterPort = ports.get(0);
        this.httpPort = ports.get(1);
        this.cluster = "lorkd-simulation-" + clusterPort;
    }

    int httpPort() {
        return httpPort;
    }

    Path coordinator() {
        Path plan = folder.resolve("plan.yaml");
        write(plan, PlanReader.write(spec.plan()));
        return write(
                "coordinator.yaml",
                Map.of(
                        "plan", plan.toString(),
                        "state", spec.coordinatorFolder().toString(),
                        "http", Map.of("host", LOOPBACK, "port", httpPort),
                        "link", link(clusterPort)));
    }

    Path site(FederationSpec.Site site) {
        return write(
                site.id() + ".yaml",
                Map.of(
                        "site", site.id(),
                        "state", spec.siteFolder(site).toString(),
                        "link", link(0),
                        "regions",
                                site.regions().stream().map(DaemonFiles::region).toList()));
    }

    private Map<String, Object> link(int port) {
        return Map.of(
                "cluster",
                Map.of(
                        "name", cluster,
                        "host", LOOPBACK,
                        "port", port,
                        "members", List.of(LOOPBACK + ":" + clusterPort)));
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

    private Path write(String name, Map<String, Object> content) {
        Path file = folder.resolve(name);
        try {
            write(file, YAML.writeValueAsString(content));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("Could not write " + file, e);
        }
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
