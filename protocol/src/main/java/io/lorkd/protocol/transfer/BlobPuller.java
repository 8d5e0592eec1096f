package io.lorkd.protocol.transfer;

import io.lorkd.protocol.SiteId;
import io.lorkd.protocol.link.Address;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Pulls files from holders. May be called from any thread. */
public final class BlobPuller {
    /** The most bytes that one answer carries: the event bus has no flow control, and a larger one would delay heartbeats. */
    public static final int MAX_CHUNK_BYTES = 256 * 1024;

    private record Ongoing(String holder, String digest, Future<Path> file) {}

    private final Vertx vertx;
    private final String self;
    private final PullSettings settings;
    private final Map<Path, Ongoing> ongoing = new ConcurrentHashMap<>();

    /** @param self the peer that grants are made out to: a site's id, or {@code coordinator} */
    public BlobPuller(Vertx vertx, String self) {
        this(vertx, self, PullSettings.defaults());
    }

    /** @param self the peer that grants are made out to: a site's id, or {@code coordinator} */
    public BlobPuller(Vertx vertx, String self, PullSettings settings) {
        this.vertx = Objects.requireNonNull(vertx, "vertx");
        this.self = SiteId.check(self);
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    /**
     * Pulls a file. It is complete, has the digest, and is on disk for good when the future succeeds; until then what has
     * arrived stands beside the target under its name with {@code .part}, where the next pull goes on.
     *
     * <p>Fails with {@link TransferException}. A second pull of the same file to the same target joins the first.
     *
     * @param holder {@code coordinator}, or a site's id
     * @param digest SHA-256 of the file, in lower-case hex
     * @param bytes the size that the file must have; -1 where it is not known
     * @param target replaced if it exists; its folder is made if it does not
     * @param listener told how far it is
     */
    public Future<Path> pull(String holder, String digest, long bytes, Path target, PullListener listener) {
        if (!Sha256.isDigest(digest)) {
            throw new IllegalArgumentException(
                    "found the digest '" + digest + "'; allowed is a SHA-256 in lower-case hex");
        }
        String address = Address.blobs(holder);
        Path key = target.toAbsolutePath().normalize();
        Promise<Path> promise = Promise.promise();
        Ongoing mine = new Ongoing(holder, digest, promise.future());
        Ongoing other = ongoing.putIfAbsent(key, mine);
        if (other != null) {
            return other.holder.equals(holder) && other.digest.equals(digest)
                    ? other.file
                    : Future.failedFuture(new TransferException(
                            TransferException.Kind.BUSY,
                            "something else is being pulled to " + target + "; pull again when that has ended"));
        }
        Pull pull = new Pull(vertx, settings, address, self, digest, bytes, key, listener);
        pull.start().onComplete(result -> {
            ongoing.remove(key, mine);
            if (result.succeeded()) {
                promise.complete(target);
            } else {
                promise.fail(result.cause());
            }
        });
        return promise.future();
    }
}
