package io.lorkd.site;

import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.transfer.BlobPuller;
import io.lorkd.protocol.transfer.Sha256;
import io.lorkd.protocol.transfer.TransferException;
import io.lorkd.site.crash.SiteCrashPoint;
import io.lorkd.site.folder.DurableFiles;
import io.lorkd.site.train.WorkCancelledException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * The backbones on disk: pulled once, kept until another is asked for. A file's name is its digest and what has arrived of
 * it lies beside it, so a pull goes on where one of an earlier process was cut.
 */
final class Backbones {
    private static final Logger LOG = LoggerFactory.getLogger(Backbones.class);
    private static final long UNKNOWN_SIZE = -1;
    private static final Pattern OURS = Pattern.compile("[0-9a-f]{64}([.]part)?");

    private final Vertx vertx;
    private final BlobPuller puller;
    private final Backoff backoff;
    private final Path folder;

    Backbones(Vertx vertx, SiteSettings settings, Path folder) {
        this.vertx = vertx;
        this.puller = new BlobPuller(vertx, settings.site());
        this.backoff = settings.backoff();
        this.folder = folder;
    }

    /** Removes what no pull goes on with and no training begins from. */
    void sweep() throws IOException {
        for (Path entry : DurableFiles.list(folder)) {
            if (!OURS.matcher(entry.getFileName().toString()).matches()) {
                DurableFiles.remove(entry);
            }
        }
    }

    private record Wish(String digest, BooleanSupplier wanted, LongConsumer pulled, Promise<Path> file) {}

    /**
     * The file of a backbone, from here or from the coordinator; all others are removed. A line that drops, or a
     * coordinator that is just starting and grants nothing yet, is waited for as long as the file is wanted; then it fails
     * with {@link WorkCancelledException}.
     *
     * @param pulled hears how many bytes are here
     */
    Future<Path> fetch(String digest, BooleanSupplier wanted, LongConsumer pulled) {
        if (!Sha256.isDigest(digest)) {
            return Future.failedFuture(new IllegalArgumentException("'" + digest + "' is not a SHA-256 digest"));
        }
        Path file = folder.resolve(digest);
        Callable<OptionalLong> keepOnly = () -> keepOnly(digest);
        return vertx.executeBlocking(keepOnly).compose(bytes -> {
            if (bytes.isPresent()) {
                pulled.accept(bytes.getAsLong());
                return Future.succeededFuture(file);
            }
            Wish wish = new Wish(digest, wanted, pulled, Promise.promise());
            SiteCrashPoint.BACKBONE_PULLING.reached();
            pull(wish, 1);
            return wish.file.future();
        });
    }

    private void pull(Wish wish, int attempt) {
        if (!wish.wanted.getAsBoolean()) {
            wish.file.fail(new WorkCancelledException());
            return;
        }
        puller.pull(
                        Address.coordinatorName(),
                        wish.digest,
                        UNKNOWN_SIZE,
                        folder.resolve(wish.digest),
                        wish.pulled::accept)
                .onSuccess(file -> {
                    SiteCrashPoint.BACKBONE_PULLED.reached();
                    wish.file.complete(file);
                })
                .onFailure(failure -> {
                    if (failure instanceof TransferException transfer && passes(transfer.kind())) {
                        if (attempt == 1) {
                            LOG.warn(
                                    "{}; pulling again until it comes or is not wanted any more", failure.getMessage());
                        }
                        vertx.setTimer(backoff.pauseMillis(attempt), timer -> pull(wish, attempt + 1));
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

    /** Removes all but this one, whole or part; its size if it is here, with the digest it should have. */
    private OptionalLong keepOnly(String digest) throws IOException {
        for (Path entry : DurableFiles.list(folder)) {
            if (!entry.getFileName().toString().startsWith(digest)) {
                DurableFiles.remove(entry);
            }
        }
        Path file = folder.resolve(digest);
        if (Files.exists(file) && !Sha256.ofFile(file).equals(digest)) {
            Files.delete(file);
        }
        return Files.exists(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
    }
}
