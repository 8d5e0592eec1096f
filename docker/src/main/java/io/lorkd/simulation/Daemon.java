package io.lorkd.simulation;

import io.lorkd.launcher.Launch;
import io.lorkd.protocol.command.RunFailedException;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process of a federation on this machine, started as it would be in a hospital: {@code lorkd COMMAND --config FILE}. */
public final class Daemon {

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int TAIL_LINES = 15;

    /** Where the distribution's launcher takes options for the JVM from. */
    private static final String OPTIONS = "LORKD_JAVA_OPTIONS";

    private final String name;
    private final Process process;
    private final Path log;
    private final CompletableFuture<Void> logged;

    private Daemon(String name, Process process, Path log, CompletableFuture<Void> logged) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.logged = logged;
    }

    /** @param log takes what the process writes to standard output and standard error, after what it holds already */
    static Daemon start(String name, String command, Path config, Path log) {
        return start(name, command, config, log, List.of());
    }

    /** As {@link #start(String, String, Path, Path)}, with options for its JVM. */
    public static Daemon start(String name, String command, Path config, Path log, List<String> options) {
        List<String> line = new ArrayList<>(Launch.command(options));
        line.addAll(List.of(command, "--config", config.toString()));
        try {
            Files.createDirectories(log.getParent());
            ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
            builder.environment()
                    .merge(OPTIONS, String.join(" ", options), (given, added) -> (given + " " + added).strip());
            Process process = builder.start();
            process.getOutputStream().close();
            return new Daemon(name, process, log, writing(process.getInputStream(), log));
        } catch (IOException e) {
            throw new RunFailedException(
                    "The process of " + name + " could not be started (" + line.get(0) + "): " + e);
        }
    }

    /** By way of this process, as a supervisor would have it: the log is written even when a daemon cannot write files. */
    private static CompletableFuture<Void> writing(InputStream said, Path log) {
        return CompletableFuture.runAsync(
                () -> {
                    try (said;
                            OutputStream file =
                                    Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                        said.transferTo(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException("Could not write " + log, e);
                    }
                },
                work -> {
                    Thread thread = new Thread(work, "lorkd-log-" + log.getFileName());
                    thread.setDaemon(true);
                    thread.start();
                });
    }

    public String name() {
        return name;
    }

    /** Completes with the exit code, when the log is whole. */
    CompletableFuture<Integer> exit() {
        return process.onExit().thenCombine(logged, (ended, written) -> ended.exitValue());
    }

    /** Empty while it lives. */
    public Optional<Integer> exitCode() {
        return process.isAlive() ? Optional.empty() : Optional.of(process.exitValue());
    }

    public Path log() {
        return log;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end, by SIGTERM. By its handle, here and below: the process would close its output, and the log be cut. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Ends it at once, by SIGKILL. */
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    public long pid() {
        return process.pid();
    }

    /** Waits until it has ended, and kills it if it does not. */
    public void awaitEnd() {
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.toHandle().destroyForcibly();
            }
            exit().join();
        } catch (InterruptedException e) {
            process.toHandle().destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The last lines of its log. */
    public String tail() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join(
                    System.lineSeparator(), lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(its log " + log + " could not be read: " + e + ")";
        }
    }
}
