package io.lorkd.simulation;

import io.lorkd.protocol.command.RunFailedException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One of the simulation's processes, started as it would be in a hospital: {@code lorkd COMMAND --config FILE}. */
final class Daemon {

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int TAIL_LINES = 15;

    private final String name;
    private final Process process;
    private final Path log;

    private Daemon(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** @param log takes what the process writes to standard output and standard error */
    static Daemon start(String name, String command, Path config, Path log) {
        List<String> line = new ArrayList<>(launcher());
        line.addAll(List.of(command, "--config", config.toString()));
        try {
            Files.createDirectories(log.getParent());
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            process.getOutputStream().close();
            return new Daemon(name, process, log);
        } catch (IOException e) {
            throw new RunFailedException(
                    "The process of " + name + " could not be started (" + line.get(0) + "): " + e);
        }
    }

    /** The distribution's launcher where this JVM was started by it; else this JVM's own Java and class path. */
    private static List<String> launcher() {
        String home = System.getProperty("lorkd.home");
        if (home != null) {
            return List.of(Path.of(home, "bin", "lorkd").toString());
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-Dlorkd.log.level=INFO",
                "-Dlorkd.log.target=System.out",
                "-cp",
                System.getProperty("java.class.path"),
                "io.lorkd.launcher.Main");
    }

    String name() {
        return name;
    }

    /** Completes with the exit code. */
    CompletableFuture<Integer> exit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Empty while it lives. */
    Optional<Integer> exitCode() {
        return process.isAlive() ? Optional.empty() : Optional.of(process.exitValue());
    }

    Path log() {
        return log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end, by SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits until it has ended, and kills it if it does not. */
    void awaitEnd() {
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The last lines of its log. */
    String tail() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join(
                    System.lineSeparator(), lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(its log " + log + " could not be read: " + e + ")";
        }
    }
}
