package io.lorkd.faults;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.SiteUse;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.certificate.Validity;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.simulation.FreePorts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What an administrator would write for a federation over the gateway link, all on loopback: configuration and keys. */
final class LoopbackFiles {
    static final String HOST = "127.0.0.1";

    /** A line that has gone silent is given up soon: faults come one on the heels of another. */
    private static final String PING = "500ms";

    private static final String SILENT_AFTER = "2s";

    /** After every step or so, so that a crash finds one. */
    private static final String CHECKPOINT = "50ms";

    private static final YAMLMapper YAML = new YAMLMapper();

    private final Path folder;
    private final Plan plan;
    private final int gatewayPort;
    private final int statusPort;
    private final CertificateAuthority authority;

    LoopbackFiles(Path folder, Plan plan) {
        this.folder = folder;
        this.plan = plan;
        List<Integer> ports = FreePorts.find(2);
        this.gatewayPort = ports.get(0);
        this.statusPort = ports.get(1);
        this.authority = CertificateAuthority.create(
                folder.resolve("keys").resolve("authority"), "faults", Clock.systemUTC(), Validity.DEFAULT);
    }

    int gatewayPort() {
        return gatewayPort;
    }

    int statusPort() {
        return statusPort;
    }

    Path coordinatorState() {
        return folder.resolve("coordinator");
    }

    Path siteState(String site) {
        return folder.resolve("sites").resolve(site);
    }

    Path log(String name) {
        return folder.resolve("logs").resolve(name + ".log");
    }

    /** Holds by how much the wall clock is off, for the daemons to read. */
    Path clock() {
        return folder.resolve("clock");
    }

    /** Whole, or not at all: the daemons read it at any time. */
    void shiftClock(Duration shift) {
        Path aside = clock().resolveSibling("clock.tmp");
        write(aside, shift.toString());
        try {
            Files.move(aside, clock(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not write " + clock(), e);
        }
    }

    Path coordinator() {
        Path planFile = config("plan.yaml");
        write(planFile, PlanReader.write(plan));
        TlsFiles tls = authority.issueServer(List.of(HOST)).write(keys("coordinator"), "coordinator");
        return write(
                "coordinator.yaml",
                Map.of(
                        "plan",
                        planFile.toString(),
                        "state",
                        coordinatorState().toString(),
                        "http",
                        Map.of("host", HOST, "port", statusPort),
                        // Longer than a site takes to be started again; a coordinator that recovers waits as long for
                        // one that is gone.
                        "liveness",
                        Map.of("heartbeat", "300ms", "lostAfter", "20s"),
                        "gateway",
                        Map.of(
                                "host",
                                HOST,
                                "port",
                                gatewayPort,
                                "certificate",
                                tls.certificate().toString(),
                                "key",
                                tls.key().toString(),
                                "trust",
                                tls.trust().toString(),
                                "revocations",
                                authority.revocations().toString(),
                                "ping",
                                PING,
                                "silentAfter",
                                SILENT_AFTER)));
    }

    /** @param linePort where the site's line to the gateway begins */
    Path site(String site, String phantom, int linePort) {
        TlsFiles tls = authority.issueSite(site, SiteUse.DIALS_OUT).write(keys(site), site);
        Map<String, Object> gateway = Map.of(
                "urls",
                List.of("wss://" + HOST + ":" + linePort),
                "certificate",
                tls.certificate().toString(),
                "key",
                tls.key().toString(),
                "trust",
                tls.trust().toString(),
                "ping",
                PING,
                "silentAfter",
                SILENT_AFTER,
                "longestPause",
                "1s");
        return write(
                site + ".yaml",
                Map.of(
                        "site",
                        site,
                        "state",
                        siteState(site).toString(),
                        "link",
                        Map.of("gateway", gateway),
                        "checkpoint",
                        CHECKPOINT,
                        "regions",
                        List.of(Map.of("name", phantom, "phantom", phantom))));
    }

    private Path keys(String owner) {
        return folder.resolve("keys").resolve(owner);
    }

    private Path config(String name) {
        return folder.resolve("config").resolve(name);
    }

    private Path write(String name, Map<String, Object> content) {
        Path file = config(name);
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
