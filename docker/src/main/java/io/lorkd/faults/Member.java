package io.lorkd.faults;

import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.simulation.Daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A coordinator or a site: the same command on the same files, whatever becomes of the process. Whoever owns it starts it
 * again when it has ended before its time, as systemd would.
 */
final class Member {
    private static final Duration BEFORE_RESTART = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** For a file's size; large enough for nothing that a daemon writes to be whole. */
    private static final String FULL = "4096";

    private static final String FREE = "unlimited";

    private final String name;
    private final String command;
    private final Path config;
    private final Path log;
    private final List<String> options;

    private Daemon daemon;
    private boolean diskFull;
    private Optional<String> crashPoint = Optional.empty();
    private int starts;
    private long ended;

    /** @param options for the JVM */
    Member(String name, String command, Path config, Path log, List<String> options) {
        this.name = name;
        this.command = command;
        this.config = config;
        this.log = log;
        this.options = List.copyOf(options);
    }

    /** The same command on another configuration. */
    Member with(Path otherConfig, Path otherLog) {
        return new Member(name, command, otherConfig, otherLog, options);
    }

    String name() {
        return name;
    }

    Path config() {
        return config;
    }

    /** How often the process has been started. */
    int starts() {
        return starts;
    }

    void start() {
        List<String> all = new ArrayList<>(options);
        crashPoint.ifPresent(point -> all.add("-Dlorkd.crash.at=" + point));
        daemon = Daemon.start(name, command, config, log, all);
        starts++;
        ended = 0;
        if (diskFull) {
            limitFiles(FULL);
        }
    }

    /** The point that the process halts at in its lives from the next one on; none lets it live. */
    void crashAt(Optional<String> point) {
        crashPoint = point;
    }

    /** Empty while it lives. */
    Optional<Integer> exitCode() {
        return daemon.exitCode();
    }

    boolean isDone() {
        return exitCode().equals(Optional.of(ExitCode.DONE));
    }

    /**
     * Starts it again a moment after it has ended with anything but success. Says whether it did.
     *
     * @throws RunFailedException if it ended saying that it cannot be used as it is; starting it again would not help
     */
    boolean revive() {
        Optional<Integer> code = exitCode();
        if (code.isEmpty() || isDone()) {
            return false;
        }
        if (code.get() == ExitCode.BAD_INPUT) {
            throw new RunFailedException(
                    name + " cannot go on. Its last lines, of " + log + ":" + System.lineSeparator() + daemon.tail());
        }
        long now = System.nanoTime();
        if (ended == 0) {
            ended = now;
        }
        if (now - ended < BEFORE_RESTART.toNanos()) {
            return false;
        }
        start();
        return true;
    }

    void kill() {
        daemon.kill();
    }

    void terminate() {
        daemon.terminate();
    }

    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    /**
     * Lets every write fail that would make a file longer than a few kilobytes, in this process and in those that follow
     * it, until there is room again.
     */
    void fillDisk() {
        diskFull = true;
        limitFiles(FULL);
    }

    void freeDisk() {
        diskFull = false;
        limitFiles(FREE);
    }

    /** Ends it and waits for that. */
    void stop() {
        if (daemon != null) {
            thaw();
            daemon.terminate();
            daemon.awaitEnd();
        }
    }

    /** The last lines that it wrote. */
    String tail() {
        return daemon.tail();
    }

    private void limitFiles(String bytes) {
        call("prlimit", "--pid", Long.toString(daemon.pid()), "--fsize=" + bytes + ":unlimited");
    }

    private void signal(String signal) {
        call("kill", "-" + signal, Long.toString(daemon.pid()));
    }

    /** A process that is no more is not reached, and needs not be. */
    private void call(String... command) {
        if (!daemon.isAlive()) {
            return;
        }
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean over = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if ((!over || process.exitValue() != 0) && daemon.isAlive()) {
                throw new RunFailedException("'" + String.join(" ", command) + "' did not succeed on " + name);
            }
        } catch (IOException e) {
            throw new RunFailedException("'" + command[0] + "' cannot be called (" + e.getMessage()
                    + "); it comes with Debian's packages util-linux and procps");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailedException("Interrupted while calling " + command[0], e);
        }
    }
}
