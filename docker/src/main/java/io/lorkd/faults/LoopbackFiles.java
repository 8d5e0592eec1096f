package io.lorkd.faults;

import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.SiteUse;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.certificate.Validity;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.simulation.DaemonFile;
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

/** Configuration and keys of a federation over the gateway link: the files of the containers, put on the loopback. */
final class LoopbackFiles {
    static final String HOST = "127.0.0.1";

    /** A line that has gone silent is given up soon: faults come one on the heels of another. */
    private static final String PING = "500ms";

    private static final String SILENT_AFTER = "2s";

    /** After every step or so, so that a crash finds one. */
    private static final String CHECKPOINT = "50ms";

    private final Path folder;
    private final Plan plan;
    private final int gatewayPort;
    private final int httpPort;
    private final CertificateAuthority authority;

    LoopbackFiles(Path folder, Plan plan) {
        this.folder = folder;
        this.plan = plan;
        List<Integer> ports = FreePorts.find(2);
        this.gatewayPort = ports.get(0);
        this.httpPort = ports.get(1);
        this.authority = CertificateAuthority.create(
                folder.resolve("keys").resolve("authority"), "faults", Clock.systemUTC(), Validity.DEFAULT);
    }

    int gatewayPort() {
        return gatewayPort;
    }

    int httpPort() {
        return httpPort;
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
        return linked(DaemonFile.ofContainer("gateway/coordinator.yaml"), "gateway", tls)
                .with("plan", planFile.toString())
                .with("state", coordinatorState().toString())
                .with("http.host", HOST)
                .with("http.port", httpPort)
                // Longer than a site takes to be started again; a coordinator that recovers waits as long for one that
                // is gone.
                .with("liveness.heartbeat", "300ms")
                .with("liveness.lostAfter", "20s")
                .with("gateway.host", HOST)
                .with("gateway.port", gatewayPort)
                .with("gateway.revocations", authority.revocations().toString())
                // It ends with the run.
                .without("stayAfterRun")
                .without("http.behindProxy")
                .without("http.publicUrl")
                // The journal is a file beside the rest.
                .without("journal")
                .write(config("coordinator.yaml"));
    }

    /** @param linePort where the site's line to the gateway begins */
    Path site(String site, String phantom, int linePort) {
        TlsFiles tls = authority.issueSite(site, SiteUse.DIALS_OUT).write(keys(site), site);
        return linked(DaemonFile.ofContainer("gateway/site-breast.yaml"), "link.gateway", tls)
                .with("site", site)
                .with("state", siteState(site).toString())
                .with("link.gateway.urls", List.of("wss://" + HOST + ":" + linePort))
                .with("link.gateway.longestPause", "1s")
                .with("checkpoint", CHECKPOINT)
                .with("regions", List.of(Map.of("name", phantom, "phantom", phantom)))
                .write(config(site + ".yaml"));
    }

    /** @param end the section of this end of the link */
    private static DaemonFile linked(DaemonFile file, String end, TlsFiles tls) {
        return file.with(end + ".certificate", tls.certificate().toString())
                .with(end + ".key", tls.key().toString())
                .with(end + ".trust", tls.trust().toString())
                .with(end + ".ping", PING)
                .with(end + ".silentAfter", SILENT_AFTER)
                .without("stay")
                .without("metrics");
    }

    private Path keys(String owner) {
        return folder.resolve("keys").resolve(owner);
    }

    private Path config(String name) {
        return folder.resolve("config").resolve(name);
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
