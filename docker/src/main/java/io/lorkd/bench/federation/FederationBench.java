package io.lorkd.bench.federation;

import io.lorkd.bench.machine.ResidentMemory;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.link.gateway.GatewayUrl;
import io.vertx.core.Vertx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** One measurement: line and disk alone, then a federation of stubs around a coordinator in a process of its own. */
final class FederationBench {
    /** The pump is tried over one connection and over a few; the better one counts. */
    private static final int CONNECTIONS = 4;

    private final int sites;
    private final int megabytes;
    private final int rounds;
    private final Path folder;
    private final Consumer<String> progress;

    /** @param folder empty; everything is written there */
    FederationBench(int sites, int megabytes, int rounds, Path folder, Consumer<String> progress) {
        this.sites = sites;
        this.megabytes = megabytes;
        this.rounds = rounds;
        this.folder = folder;
        this.progress = progress;
    }

    /** The files of the sites, those of this round and of the one before at the coordinator, and a few backbones. */
    static void requireRoom(Path folder, int sites, int megabytes) throws IOException {
        long needed = (3L * sites + 8) * megabytes * 1_000_000;
        long there = Files.getFileStore(folder).getUsableSpace();
        if (there < needed) {
            throw new InvalidInputException(
                    "%d sites with updates of %d MB need %d MB in %s, which has %d MB left; name"
                                    .formatted(sites, megabytes, needed / 1_000_000, folder, there / 1_000_000)
                            + " another folder with --folder, or fewer or smaller updates");
        }
    }

    FederationReport run() throws IOException {
        Certificates certificates = Certificates.in(folder.resolve("certificates"));
        TlsFiles server = certificates.server();
        double line = line(certificates, server);
        double disk = DiskWrite.megabytesPerSecond(folder);
        progress.accept("bare TLS WebSocket %.0f MB/s, bare fsynced file %.0f MB/s".formatted(line, disk));
        return federation(certificates, server, line, disk);
    }

    /** The federation alone, beside what was found of line and disk. */
    FederationReport federation(Certificates certificates, TlsFiles server, double line, double disk)
            throws IOException {
        BackboneManifest manifest = BackboneManifest.of(SyntheticNetwork.of(megabytes), true, Dtype.F32);
        UpdateFiles files = UpdateFiles.in(folder.resolve("sites"), manifest);
        List<TlsFiles> certified = new ArrayList<>();
        for (int site = 0; site < sites; site++) {
            files.prepare(StubSite.id(site));
            certified.add(certificates.site(StubSite.id(site)));
        }
        progress.accept("%d files of %d MB are laid out".formatted(sites, megabytes));
        RoundLog log = new RoundLog(sites, this::told);
        try (ChildProcess coordinator = start("coordinator", server, coordinatorArguments());
                StubSites stubs = new StubSites()) {
            GatewayUrl gateway = new GatewayUrl(
                    Certificates.LOOPBACK, Integer.parseInt(coordinator.await(CoordinatorProcessCommand.READY)));
            long begun = System.nanoTime();
            for (int site = 0; site < sites; site++) {
                // One backbone is pulled per process, by the first.
                Optional<Path> backbone =
                        site == 0 ? Optional.of(folder.resolve("sites").resolve("backbone")) : Optional.empty();
                stubs.add(certified.get(site), gateway, files, log, backbone);
            }
            stubs.join();
            double joined = (System.nanoTime() - begun) / 1e9;
            String failure = coordinator.await(CoordinatorProcessCommand.ENDED);
            if (!failure.isEmpty()) {
                throw new RunFailedException("the run failed: " + failure);
            }
            return report(
                    log, line, disk, joined, stubs.slowestHeartbeatSeconds(), ResidentMemory.peakKb(coordinator.pid()));
        }
    }

    private double line(Certificates certificates, TlsFiles server) {
        Vertx vertx = Vertx.vertx();
        try (ChildProcess far = start("pump", server, List.of())) {
            int port = Integer.parseInt(far.await(PumpProcessCommand.READY));
            Pump pump = new Pump(vertx, Tls.client(certificates.site("pump")), port);
            return Math.max(pump.megabytesPerSecond(1), pump.megabytesPerSecond(CONNECTIONS));
        } finally {
            Await.result(vertx.close());
        }
    }

    private ChildProcess start(String what, TlsFiles server, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of("bench", what));
        arguments.addAll(TlsFilesOptions.of(server));
        arguments.addAll(options);
        return ChildProcess.start(
                "the " + what, arguments, folder.resolve("logs").resolve(what + ".log"));
    }

    private List<String> coordinatorArguments() {
        return List.of(
                "--sites=" + sites,
                "--size=" + megabytes,
                "--rounds=" + rounds,
                "--state=" + folder.resolve("coordinator"));
    }

    private void told(RoundLog.Times round) {
        progress.accept("round %d of %d: %.2f s, updates in %.2f s (%.0f MB/s), reduction %.2f s, %d of %d counted"
                .formatted(
                        round.round(),
                        rounds,
                        round.seconds(),
                        round.transferSeconds(),
                        (double) sites * megabytes / round.transferSeconds(),
                        round.reductionSeconds(),
                        round.counted(),
                        sites));
    }

    private FederationReport report(
            RoundLog log, double line, double disk, double joined, double heartbeat, long peakKb) {
        List<RoundLog.Times> closed = log.closed();
        double transfer = median(closed, RoundLog.Times::transferSeconds);
        return new FederationReport(
                sites,
                megabytes,
                rounds,
                median(closed, RoundLog.Times::seconds),
                transfer,
                median(closed, RoundLog.Times::reductionSeconds),
                (double) sites * megabytes / transfer,
                line,
                disk,
                peakKb * 1024 / 1e6,
                heartbeat,
                joined,
                log.lost(rounds));
    }

    private static double median(List<RoundLog.Times> rounds, ToDoubleFunction<RoundLog.Times> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Removes everything that was written. */
    static void clear(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " could not be cleared", e);
        }
    }
}
