package io.lorkd.coordinator.work;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * One thread for work that blocks, in the order in which it is asked for. Results come back on the Vert.x context that
 * asked. Vert.x's own worker pool is shared with everything else in the process; a queue of its own cannot be held up.
 */
public final class BlockingWork {
    private final Vertx vertx;
    private final ExecutorService thread;

    public BlockingWork(Vertx vertx, String name) {
        this.vertx = vertx;
        this.thread = Executors.newSingleThreadExecutor(work -> new Thread(work, name));
    }

    /** Runs it after everything asked for before; the future fails with what it throws. */
    public <T> Future<T> call(Callable<T> work) {
        Context context = vertx.getOrCreateContext();
        Promise<T> result = Promise.promise();
        try {
            thread.execute(() -> {
                try {
                    T value = work.call();
                    context.runOnContext(back -> result.complete(value));
                } catch (Throwable e) {
                    context.runOnContext(back -> result.fail(e));
                }
            });
        } catch (RejectedExecutionException e) {
            return Future.failedFuture(e);
        }
        return result.future();
    }

    /** Takes no more work, and is done when what was asked for is. */
    public Future<Void> close() {
        Future<Void> done = call(() -> null);
        thread.shutdown();
        return done;
    }
}
