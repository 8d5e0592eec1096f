package io.lorkd.simulation;

import io.lorkd.protocol.command.RunFailedException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The processes of one federation. They end with this process, also where a signal ends it. */
final class Daemons implements AutoCloseable {
    private final Path logs;
    private final List<Daemon> started = new ArrayList<>();
    private final Thread interrupted = new Thread(this::stop, "lorkd-interrupted");

    /** @param logs the folder for what they write */
    Daemons(Path logs) {
        this.logs = logs;
        Runtime.getRuntime().addShutdownHook(interrupted);
    }

    synchronized Daemon start(String name, String command, Path config) {
        Daemon daemon = Daemon.start(name, command, config, logs.resolve(name + ".log"));
        started.add(daemon);
        return daemon;
    }

    /** Returns when the daemon has ended, or the time is over. */
    static void waitFor(Daemon daemon, Duration time) throws InterruptedException {
        try {
            daemon.exit().get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // It goes on; whoever waits looks at it.
        } catch (ExecutionException e) {
            throw new IllegalStateException("The end of " + daemon.name() + " could not be waited for", e);
        }
    }

    /** That a daemon which was to go on has ended. */
    static RunFailedException ended(Daemon daemon) {
        return new RunFailedException(howItEnded(daemon));
    }

    /** @param daemon one that has ended */
    static String howItEnded(Daemon daemon) {
        return "The process of " + daemon.name() + " ended with exit code "
                + daemon.exitCode().orElseThrow() + ". Its last lines, of " + daemon.log() + ":"
                + System.lineSeparator() + daemon.tail();
    }

    private synchronized void stop() {
        started.forEach(Daemon::terminate);
        started.forEach(Daemon::awaitEnd);
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook finds nothing left to do.
        }
    }
}
