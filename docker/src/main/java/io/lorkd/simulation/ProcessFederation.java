package io.lorkd.simulation;

import io.lorkd.coordinator.command.CoordinatorCommand;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.RunFailedException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Coordinator and sites as daemons, one JVM each, in a Hazelcast cluster on loopback. */
final class ProcessFederation implements Federation {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    /** How long a site may take to end once the run has. */
    private static final Duration SETTLING = Duration.ofSeconds(60);

    @Override
    public RunOutcome run(FederationSpec spec, ProgressPrinter progress) throws InterruptedException {
        List<Daemon> daemons = new ArrayList<>();
        Thread interrupted = new Thread(() -> stop(daemons), "lorkd-interrupted");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            return run(spec, progress, daemons);
        } finally {
            stop(daemons);
            Runtime.getRuntime().removeShutdownHook(interrupted);
        }
    }

    private static RunOutcome run(FederationSpec spec, ProgressPrinter progress, List<Daemon> daemons)
            throws InterruptedException {
        DaemonFiles files = new DaemonFiles(spec);
        Path logs = spec.folder().resolve("logs");
        Daemon coordinator = start(daemons, "coordinator", "coordinator", files.coordinator(), logs);
        List<Daemon> sites = new ArrayList<>();
        for (FederationSpec.Site site : spec.sites()) {
            sites.add(start(daemons, site.id(), "site", files.site(site), logs));
        }
        StatusWatcher watcher = new StatusWatcher(
                files.httpPort(), spec.coordinatorFolder(), spec.plan().rounds().warmup(), progress);
        while (coordinator.isAlive()) {
            for (Daemon site : sites) {
                site.exitCode().filter(code -> code == ExitCode.BAD_INPUT).ifPresent(code -> {
                    throw new InvalidConfigurationException(ended(site, code));
                });
            }
            List<Daemon> ended = sites.stream().filter(site -> !site.isAlive()).toList();
            watcher.look();
            requireJoined(ended, watcher);
            requireGoingOn(watcher);
            waitFor(coordinator, BETWEEN_LOOKS);
        }
        return outcome(spec, coordinator, sites);
    }

    /** The coordinator would wait for ever for a site that ended before it joined. What becomes of the others is its part. */
    private static void requireJoined(List<Daemon> ended, StatusWatcher watcher) {
        for (Daemon site : ended) {
            if (!watcher.hasJoined(site.name())) {
                throw new RunFailedException(ended(site, site.exitCode().orElseThrow()));
            }
        }
    }

    /** Nobody is here who could look into it and let the run go on. */
    private static void requireGoingOn(StatusWatcher watcher) {
        if (!watcher.paused().isEmpty()) {
            throw new RunFailedException("The run cannot go on: " + watcher.paused());
        }
    }

    private static RunOutcome outcome(FederationSpec spec, Daemon coordinator, List<Daemon> sites)
            throws InterruptedException {
        Path file = spec.coordinatorFolder().resolve(CoordinatorCommand.OUTCOME);
        if (!Files.exists(file)) {
            throw new RunFailedException(
                    ended(coordinator, coordinator.exitCode().orElseThrow()));
        }
        RunOutcome outcome = RunOutcome.read(file);
        for (Daemon site : sites) {
            waitFor(site, SETTLING);
            Optional<Integer> code = site.exitCode();
            if (outcome.finished() && !code.equals(Optional.of(ExitCode.DONE))) {
                throw new RunFailedException(
                        code.map(ended -> ended(site, ended)).orElse(site.name() + " did not end with the run"));
            }
        }
        return outcome;
    }

    private static Daemon start(List<Daemon> daemons, String name, String command, Path config, Path logs) {
        Daemon daemon = Daemon.start(name, command, config, logs.resolve(name + ".log"));
        synchronized (daemons) {
            daemons.add(daemon);
        }
        return daemon;
    }

    private static void waitFor(Daemon daemon, Duration time) throws InterruptedException {
        try {
            daemon.exit().get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // It goes on; whoever waits looks at it.
        } catch (ExecutionException e) {
            throw new IllegalStateException("The end of " + daemon.name() + " could not be waited for", e);
        }
    }

    private static String ended(Daemon daemon, int code) {
        return "The process of " + daemon.name() + " ended with exit code " + code + ". Its last lines, of "
                + daemon.log() + ":" + System.lineSeparator() + daemon.tail();
    }

    private static void stop(List<Daemon> daemons) {
        synchronized (daemons) {
            daemons.forEach(Daemon::terminate);
            daemons.forEach(Daemon::awaitEnd);
        }
    }
}
