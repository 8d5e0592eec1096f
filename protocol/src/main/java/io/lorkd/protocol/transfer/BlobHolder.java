package io.lorkd.protocol.transfer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.nio.file.Path;

/** Serves the chunks of files to the peers that they are granted to. */
public final class BlobHolder {
    private BlobHolder() {}

    public static BlobHolder serve(Vertx vertx, String holder) {
        throw new UnsupportedOperationException();
    }

    public Future<Void> ready() {
        throw new UnsupportedOperationException();
    }

    public void grant(String digest, Path file, String peer) {
        throw new UnsupportedOperationException();
    }

    public void revoke(String digest, String peer) {
        throw new UnsupportedOperationException();
    }

    public long bytesServed() {
        throw new UnsupportedOperationException();
    }

    public Future<Void> close() {
        throw new UnsupportedOperationException();
    }
}
