package io.lorkd.site;

import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.transfer.BlobPuller;
import io.lorkd.protocol.transfer.Sha256;
import io.lorkd.site.folder.DurableFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** The backbones on disk: pulled once, kept until another is asked for. */
final class Backbones {
    private static final long UNKNOWN_SIZE = -1;

    private final Vertx vertx;
    private final BlobPuller puller;
    private final Path folder;

    Backbones(Vertx vertx, String site, Path folder) {
        this.vertx = vertx;
        this.puller = new BlobPuller(vertx, site);
        this.folder = folder;
    }

    /** The file of a backbone, from here or from the coordinator; all others are removed. */
    Future<Path> fetch(String digest) {
        if (!Sha256.isDigest(digest)) {
            return Future.failedFuture(new IllegalArgumentException("'" + digest + "' is not a SHA-256 digest"));
        }
        Path file = folder.resolve(digest);
        Callable<Boolean> keepOnly = () -> keepOnly(digest);
        return vertx.executeBlocking(keepOnly)
                .compose(there -> there
                        ? Future.succeededFuture(file)
                        : puller.pull(Address.coordinatorName(), digest, UNKNOWN_SIZE, file, bytes -> {}));
    }

    /** Removes all but this one, whole or part; whether it is here, with the digest it should have. */
    private boolean keepOnly(String digest) throws IOException {
        for (Path entry : DurableFiles.list(folder)) {
            if (!entry.getFileName().toString().startsWith(digest)) {
                DurableFiles.remove(entry);
            }
        }
        Path file = folder.resolve(digest);
        if (Files.exists(file) && !Sha256.ofFile(file).equals(digest)) {
            Files.delete(file);
        }
        return Files.exists(file);
    }
}
