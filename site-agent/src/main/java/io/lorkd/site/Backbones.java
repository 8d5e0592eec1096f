package io.lorkd.site;

import io.lorkd.protocol.transfer.Sha256;
import io.lorkd.site.crash.SiteCrashPoint;
import io.lorkd.site.folder.DurableFiles;
import io.lorkd.site.train.WorkCancelledException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.io.IOException;
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
    private static final Pattern OURS = Pattern.compile("[0-9a-f]{64}([.]part)?");

    private final Vertx vertx;
    private final Pulls pulls;
    private final Path folder;

    Backbones(Vertx vertx, Pulls pulls, Path folder) {
        this.vertx = vertx;
        this.pulls = pulls;
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

    /**
     * The file of a backbone, from here or from the coordinator; all others are removed. Fails with {@link
     * WorkCancelledException} once it is not wanted any more.
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
            SiteCrashPoint.BACKBONE_PULLING.reached();
            return pulls.pull(digest, file, wanted, pulled)
                    .onSuccess(whole -> SiteCrashPoint.BACKBONE_PULLED.reached());
        });
    }

    /** Removes all but this one, whole or part; its size if it is here, with the digest it should have. */
    private OptionalLong keepOnly(String digest) throws IOException {
        for (Path entry : DurableFiles.list(folder)) {
            if (!entry.getFileName().toString().startsWith(digest)) {
                DurableFiles.remove(entry);
            }
        }
        return Pulls.whole(folder.resolve(digest), digest);
    }
}
