package io.lorkd.site;

import io.lorkd.protocol.transfer.TransferException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A disk that is full for a moment is no reason to give up an hour's work: what failed on it is tried again, for about half a
 * minute. What fails otherwise, or longer, fails.
 */
final class DiskTrouble {
    private static final Logger LOG = LoggerFactory.getLogger(DiskTrouble.class);
    private static final int TRIES = 8;

    private final Vertx vertx;
    private final String site;
    private final Backoff backoff;

    DiskTrouble(Vertx vertx, String site, Backoff backoff) {
        this.vertx = vertx;
        this.site = site;
        this.backoff = backoff;
    }

    /**
     * Does work, and again where the disk would not take it.
     *
     * @param before puts back what a failed try has changed
     * @param wanted whether it is still asked for
     */
    <T> Future<T> outlast(Supplier<Future<T>> work, Supplier<Future<Void>> before, BooleanSupplier wanted) {
        return attempt(work, before, wanted, 1);
    }

    private <T> Future<T> attempt(
            Supplier<Future<T>> work, Supplier<Future<Void>> before, BooleanSupplier wanted, int attempt) {
        return work.get().recover(failure -> {
            if (attempt == TRIES || !isOfTheDisk(failure) || !wanted.getAsBoolean()) {
                return Future.failedFuture(failure);
            }
            LOG.warn("site {}: {}; trying again", site, failure.getMessage());
            return rest(attempt)
                    .compose(rested -> before.get())
                    .compose(ready -> attempt(work, before, wanted, attempt + 1));
        });
    }

    private Future<Void> rest(int attempt) {
        Promise<Void> rested = Promise.promise();
        vertx.setTimer(backoff.pauseMillis(attempt), timer -> rested.complete());
        return rested.future();
    }

    private static boolean isOfTheDisk(Throwable failure) {
        return failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof TransferException transfer
                        && transfer.kind() == TransferException.Kind.LOCAL_FILE;
    }
}
