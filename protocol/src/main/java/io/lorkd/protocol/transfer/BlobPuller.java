package io.lorkd.protocol.transfer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Pulls files from holders. */
public final class BlobPuller {
    /** The most bytes that one answer carries: the event bus has no flow control, and a larger one would delay heartbeats. */
    public static final int MAX_CHUNK_BYTES = 256 * 1024;

    public BlobPuller(Vertx vertx, String self) {
        this(vertx, self, PullSettings.defaults());
    }

    public BlobPuller(Vertx vertx, String self, PullSettings settings) {}

    public Future<Path> pull(String holder, String digest, long bytes, Path target, LongConsumer progress) {
        return Future.failedFuture(new UnsupportedOperationException());
    }
}
