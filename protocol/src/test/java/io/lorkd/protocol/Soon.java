package io.lorkd.protocol;

import io.vertx.core.Future;

import java.util.concurrent.TimeUnit;

/** What a future comes to, in a test: one that does not come fails the test. */
public final class Soon {
    private static final long LONGEST_WAIT_SECONDS = 60;

    private Soon() {}

    /** Throws a {@link java.util.concurrent.CompletionException} with what it failed with. */
    public static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
