package io.lorkd.site;

import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.transfer.BlobPuller;
import io.lorkd.protocol.transfer.PullListener;
import io.lorkd.protocol.transfer.Sha256;
import io.lorkd.protocol.transfer.TransferException;
import io.lorkd.site.event.SiteEvent;
import io.lorkd.site.event.SiteEvents;
import io.lorkd.site.train.WorkCancelledException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Pulls files from the coordinator by their digest. A line that drops, or a coordinator that is just starting and grants
 * nothing yet, is waited for as long as the file is wanted.
 */
final class Pulls {
    private static final Logger LOG = LoggerFactory.getLogger(Pulls.class);
    private static final long UNKNOWN_SIZE = -1;

    private final Vertx vertx;
    private final BlobPuller puller;
    private final Backoff backoff;
    private final SiteEvents events;
    private final Context home;

    /** To be made on the agent's context, where listeners hear of it. */
    Pulls(Vertx vertx, SiteSettings settings) {
        this.vertx = vertx;
        this.puller = new BlobPuller(vertx, settings.site());
        this.backoff = settings.backoff();
        this.events = settings.events();
        this.home = vertx.getOrCreateContext();
    }

    private record Wish(String digest, Path target, BooleanSupplier wanted, LongConsumer pulled, Promise<Path> file) {}

    /**
     * The size of a file that is here, if it has the digest that it should have; one that has not is removed. Blocks.
     */
    static OptionalLong whole(Path file, String digest) throws IOException {
        if (Files.exists(file) && !Sha256.ofFile(file).equals(digest)) {
            LOG.warn("{} is not whole, and is removed", file);
            Files.delete(file);
        }
        return Files.exists(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
    }

    /**
     * Pulls a file to where it belongs; what has arrived of it lies beside it until then. Fails with {@link
     * WorkCancelledException} once it is not wanted any more.
     *
     * @param pulled hears how many bytes are here
     */
    Future<Path> pull(String digest, Path target, BooleanSupplier wanted, LongConsumer pulled) {
        Wish wish = new Wish(digest, target, wanted, pulled, Promise.promise());
        attempt(wish, 1);
        return wish.file.future();
    }

    /** Tells how much is here, and counts what came over the wire. */
    private static final class Following implements PullListener {
        private final LongConsumer pulled;
        private final AtomicLong arrived = new AtomicLong();
        private final long began = System.nanoTime();

        Following(LongConsumer pulled) {
            this.pulled = pulled;
        }

        @Override
        public void written(long bytes) {
            pulled.accept(bytes);
        }

        @Override
        public void arrived(long position, ByteBuffer bytes) {
            arrived.addAndGet(bytes.remaining());
        }

        SiteEvent ended(boolean whole) {
            return new SiteEvent.Pulled(arrived.get(), Duration.ofNanos(System.nanoTime() - began), whole);
        }
    }

    private void attempt(Wish wish, int attempt) {
        if (!wish.wanted.getAsBoolean()) {
            wish.file.fail(new WorkCancelledException());
            return;
        }
        Following following = new Following(wish.pulled);
        puller.pull(Address.coordinatorName(), wish.digest, UNKNOWN_SIZE, wish.target, following)
                .onComplete(result -> home.runOnContext(here -> events.happened(following.ended(result.succeeded()))))
                .onSuccess(wish.file::complete)
                .onFailure(failure -> {
                    if (failure instanceof TransferException transfer && passes(transfer.kind())) {
                        if (attempt == 1) {
                            LOG.warn(
                                    "{}; pulling again until it comes or is not wanted any more", failure.getMessage());
                        }
                        vertx.setTimer(backoff.pauseMillis(attempt), timer -> attempt(wish, attempt + 1));
                    } else {
                        wish.file.fail(failure);
                    }
                });
    }

    private static boolean passes(TransferException.Kind kind) {
        return switch (kind) {
            case REFUSED, UNREACHABLE, CORRUPT_CHUNK, WRONG_DIGEST, BUSY -> true;
            case WRONG_SIZE, TOO_LARGE, LOCAL_FILE -> false;
        };
    }
}
