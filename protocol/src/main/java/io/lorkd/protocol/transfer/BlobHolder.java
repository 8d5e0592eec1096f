package io.lorkd.protocol.transfer;

import io.lorkd.protocol.SiteId;
import io.lorkd.protocol.link.Address;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Serves the chunks of files to the peers that they are granted to, and to nobody else; whoever else asks is not told
 * whether there is such a file. May be called from any thread.
 *
 * <p>The peer is who the request says it is: on the cluster link all members trust each other, and a gateway lets a site say
 * only what its certificate says.
 */
public final class BlobHolder {
    private static final Logger LOG = LoggerFactory.getLogger(BlobHolder.class);

    private record Grant(String digest, String peer) {}

    /** An answer with its checksum, which is taken by the worker that has read the bytes. */
    private record Served(Buffer body, DeliveryOptions options) {
        static Served of(Chunk chunk) {
            return new Served(chunk.body(), chunk.options());
        }
    }

    private final Vertx vertx;
    private final MessageConsumer<Object> consumer;
    private final Map<Grant, Path> grants = new ConcurrentHashMap<>();
    private final AtomicLong bytesServed = new AtomicLong();

    private BlobHolder(Vertx vertx, String holder) {
        this.vertx = vertx;
        this.consumer = vertx.eventBus().consumer(Address.blobs(holder), this::onRequest);
    }

    /**
     * Begins to serve, with nothing granted yet.
     *
     * @param holder {@code coordinator}, or the site's id
     */
    public static BlobHolder serve(Vertx vertx, String holder) {
        return new BlobHolder(Objects.requireNonNull(vertx, "vertx"), holder);
    }

    /** Succeeds once peers on a clustered link can reach the holder. */
    public Future<Void> ready() {
        return consumer.completion();
    }

    /**
     * Lets a peer pull a file. The file must not change while it is granted.
     *
     * @param digest SHA-256 of the file's contents, under which the peer asks for it
     * @throws IllegalArgumentException if the digest or the peer's id is not written as one
     */
    public void grant(String digest, Path file, String peer) {
        if (!Sha256.isDigest(digest) || !SiteId.isValid(peer)) {
            throw new IllegalArgumentException("cannot grant '" + digest + "' to '" + peer
                    + "'; allowed are a SHA-256 in lower-case hex and a peer's id");
        }
        grants.put(new Grant(digest, peer), Objects.requireNonNull(file, "file"));
    }

    /** Takes back a grant, if there is one. */
    public void revoke(String digest, String peer) {
        grants.remove(new Grant(digest, peer));
    }

    /** The bytes of all chunks served so far, those asked for again included. */
    public long bytesServed() {
        return bytesServed.get();
    }

    /** Stops serving. */
    public Future<Void> close() {
        grants.clear();
        return consumer.unregister();
    }

    private void onRequest(Message<Object> message) {
        ChunkRequest.from(message.headers())
                .ifPresentOrElse(
                        request -> onRequest(message, request),
                        () -> message.fail(ChunkRequest.MALFORMED, "not a request for a chunk"));
    }

    private void onRequest(Message<Object> message, ChunkRequest request) {
        Path file = grants.get(new Grant(request.digest(), request.peer()));
        if (file == null) {
            LOG.warn("refused {} to {}: it is not granted", request.digest(), request.peer());
            message.fail(ChunkRequest.NOT_GRANTED, "this digest is not granted to " + request.peer());
            return;
        }
        vertx.executeBlocking(() -> Served.of(Chunk.read(file, request.offset(), request.length())), false)
                .onSuccess(served -> {
                    bytesServed.addAndGet(served.body().length());
                    message.reply(served.body(), served.options());
                })
                .onFailure(e -> {
                    LOG.error("could not read {} for {}", file, request.peer(), e);
                    message.fail(ChunkRequest.UNREADABLE, "the holder could not read the file");
                });
    }
}
