package io.lorkd.protocol.command;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
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
     * @param vertx what the daemon runs on; closed after it
     * @param close ends the daemon; the JVM waits for it and for Vert.x, half a minute each at most
     */
    public static <T> T during(String what, Vertx vertx, Supplier<Future<Void>> close, Supplier<T> work) {
        Thread hook = new Thread(() -> close(what, vertx, close), "lorkd-closing");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.get();
        } finally {
            forget(hook);
        }
    }

    private static void close(String what, Vertx vertx, Supplier<Future<Void>> close) {
        try {
            // One after the other, not chained: what is chained completes on an event loop, and by then there is none.
            try {
                wait(close.get());
            } finally {
                wait(vertx.close());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.error("{} did not close in good order", what, e);
        }
    }

    private static void wait(Future<Void> future) throws InterruptedException, ExecutionException, TimeoutException {
        future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("The JVM is ending by a signal, and the hook is at work");
        }
    }
}
