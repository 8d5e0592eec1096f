package io.lorkd.protocol.command;

import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Closes a daemon in good order when the JVM is asked to end by SIGTERM or SIGINT. */
public final class ClosingOnSignal {
    private static final Logger LOG = LoggerFactory.getLogger(ClosingOnSignal.class);

    /** A step ends, rows are written, peers told and files closed well within this. */
    private static final long SECONDS = 30;

    private ClosingOnSignal() {}

    /**
     * Does a daemon's work; a signal that comes meanwhile closes it.
     *
     * @param what for the log, such as {@code the site}
     * @param close ends the daemon; the JVM waits for it, for half a minute at most
     */
    public static <T> T during(String what, Supplier<Future<Void>> close, Supplier<T> work) {
        Thread hook = new Thread(() -> close(what, close), "lorkd-closing");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.get();
        } finally {
            forget(hook);
        }
    }

    private static void close(String what, Supplier<Future<Void>> close) {
        try {
            close.get().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.error("{} did not close in good order", what, e);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("The JVM is ending by a signal, and the hook is at work");
        }
    }
}
