package io.lorkd.simulation;

import io.lorkd.coordinator.command.CoordinatorCommand;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.RunFailedException;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A coordinator's process, and those of its sites, which join while the coordinator still starts. */
final class OpenInProcesses implements OpenFederation {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    /** How long a site may take to end once the run has. */
    private static final Duration SETTLING = Duration.ofSeconds(60);

    private final Daemons daemons;
    private final DaemonFiles files;
    private final Path outcome;
    private final boolean attended;
    private final Daemon coordinator;
    private final List<Daemon> sites;
    private final RunWatcher watcher;

    private OpenInProcesses(FederationSpec spec, ProgressPrinter progress, Daemons daemons) {
        this.daemons = daemons;
        this.files = new DaemonFiles(spec);
        this.outcome = spec.coordinatorFolder().resolve(CoordinatorCommand.OUTCOME);
        this.watcher = new RunWatcher(files.httpPort(), spec.coordinatorFolder(), progress);
        this.attended = spec.attended();
        this.coordinator = daemons.start("coordinator", "coordinator", files.coordinator());
        this.sites = new ArrayList<>();
        for (FederationSpec.Site site : spec.sites()) {
            sites.add(daemons.start(site.id(), "site", files.site(site)));
        }
    }

    static OpenInProcesses start(FederationSpec spec, ProgressPrinter progress) throws InterruptedException {
        Daemons daemons = new Daemons(spec.folder().resolve("logs"));
        try {
            OpenInProcesses federation = new OpenInProcesses(spec, progress, daemons);
            federation.awaitDashboard();
            return federation;
        } catch (RuntimeException | InterruptedException e) {
            daemons.close();
            throw e;
        }
    }

    private void awaitDashboard() throws InterruptedException {
        while (!watcher.look()) {
            if (!coordinator.isAlive()) {
                throw Daemons.ended(coordinator);
            }
            requireNoneRefused();
            Daemons.waitFor(coordinator, BETWEEN_LOOKS);
        }
    }

    @Override
    public URI dashboard() {
        return files.dashboard();
    }

    @Override
    public RunOutcome run() throws InterruptedException {
        while (coordinator.isAlive() && !Files.exists(outcome)) {
            requireNoneRefused();
            List<Daemon> ended = sites.stream().filter(site -> !site.isAlive()).toList();
            watcher.look();
            requireJoined(ended);
            requireGoingOn();
            Daemons.waitFor(coordinator, BETWEEN_LOOKS);
        }
        if (!Files.exists(outcome)) {
            throw Daemons.ended(coordinator);
        }
        RunOutcome read = RunOutcome.read(outcome);
        requireEnded(read);
        return read;
    }

    private void requireNoneRefused() {
        for (Daemon site : sites) {
            if (site.exitCode().equals(Optional.of(ExitCode.BAD_INPUT))) {
                throw new InvalidConfigurationException(Daemons.howItEnded(site));
            }
        }
    }

    /** The coordinator would wait for ever for a site that ended before it joined. What becomes of the others is its part. */
    private void requireJoined(List<Daemon> ended) {
        for (Daemon site : ended) {
            if (!watcher.hasJoined(site.name())) {
                throw Daemons.ended(site);
            }
        }
    }

    private void requireGoingOn() {
        if (!attended && !watcher.stuck().isEmpty()) {
            throw new RunFailedException("The run cannot go on: " + watcher.stuck());
        }
    }

    private void requireEnded(RunOutcome run) throws InterruptedException {
        for (Daemon site : sites) {
            Daemons.waitFor(site, SETTLING);
            if (run.finished() && !site.exitCode().equals(Optional.of(ExitCode.DONE))) {
                throw site.isAlive()
                        ? new RunFailedException(site.name() + " did not end with the run")
                        : Daemons.ended(site);
            }
        }
    }

    @Override
    public void close() {
        daemons.close();
    }
}
