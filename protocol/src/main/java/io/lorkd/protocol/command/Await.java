package io.lorkd.protocol.command;

import io.vertx.core.Future;

import java.util.concurrent.CompletionException;

/** Waits for futures where there is nothing else to do: on a command's main thread, never on an event loop. */
public final class Await {
    private Await() {}

    /** The future's value; throws what it failed with where that is unchecked. */
    public static <T> T result(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
