package io.lorkd.protocol.transfer;

import io.lorkd.protocol.link.MessageHeader;
import io.lorkd.protocol.transfer.TransferException.Kind;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * One pull, from its first request to its end. Its state belongs to one context. The first chunk is asked for alone, since
 * its answer says how long the file is; after that a window of chunks is in flight. Chunks are written in order, all
 * that have arrived in one go since each way to a worker and back costs as much as a chunk's checksum, and a chunk that has arrived but is not written yet counts against the window, so memory stays within it.
 */
final class Pull {
    private static final Logger LOG = LoggerFactory.getLogger(Pull.class);
    private static final long UNKNOWN = -1;

    private final Vertx vertx;
    private final Context context;
    private final PullSettings settings;
    private final String address;
    private final String self;
    private final String digest;
    private final long expectedBytes;
    private final Path target;
    private final Promise<Path> promise;

    private final Map<Long, ByteBuffer> arrived = new HashMap<>();
    private final PullListener listener;
    private PartFile part;
    private boolean muted;
    private boolean resumed;
    private long total = UNKNOWN;
    private long nextOffset;
    private long written;
    private boolean fileBusy;
    private TransferException failure;

    Pull(
            Vertx vertx,
            PullSettings settings,
            String address,
            String self,
            String digest,
            long expectedBytes,
            Path target,
            PullListener listener) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        this.address = address;
        this.self = self;
        this.digest = digest;
        this.expectedBytes = expectedBytes;
        this.target = target;
        this.listener = listener;
        this.promise = Promise.promise();
    }

    Future<Path> start() {
        context.runOnContext(start -> {
            if (expectedBytes > settings.maxBytes()) {
                fail(tooLarge(expectedBytes));
                return;
            }
            onFile(() -> PartFile.open(target), opened -> {
                part = opened;
                resumed = part.length() > 0;
                begin(part.length());
            });
        });
        return promise.future();
    }

    /** Asks for the first chunk, which tells the file's size. */
    private void begin(long offset) {
        written = offset;
        nextOffset = offset;
        total = UNKNOWN;
        arrived.clear();
        ask(new ChunkRequest(digest, self, offset, settings.chunkBytes()), 1);
    }

    private void ask(ChunkRequest request, int attempt) {
        vertx.eventBus()
                .request(address, null, MessageHeader.patience(request.options(), settings.patience()))
                .onComplete(result -> {
                    if (failure == null) {
                        onAnswer(request, attempt, result);
                    }
                });
    }

    private void onAnswer(ChunkRequest request, int attempt, AsyncResult<Message<Object>> result) {
        if (result.failed()) {
            onNoChunk(request, attempt, result.cause());
            return;
        }
        Chunk.from(result.result())
                .ifPresentOrElse(
                        chunk -> onChunk(request, chunk),
                        () -> retry(
                                request,
                                attempt,
                                Kind.CORRUPT_CHUNK,
                                "the chunk at " + request.offset() + " arrived damaged"));
    }

    private void onNoChunk(ChunkRequest request, int attempt, Throwable cause) {
        if (cause instanceof ReplyException reply
                && (reply.failureCode() == ChunkRequest.NOT_GRANTED || reply.failureCode() == ChunkRequest.MALFORMED)) {
            fail(new TransferException(Kind.REFUSED, describe() + ": refused: " + reply.getMessage()));
            return;
        }
        retry(request, attempt, Kind.UNREACHABLE, String.valueOf(cause.getMessage()));
    }

    private void retry(ChunkRequest request, int attempt, Kind kind, String why) {
        if (attempt >= settings.attempts()) {
            fail(new TransferException(kind, describe() + ": given up after " + attempt + " attempts: " + why));
            return;
        }
        LOG.debug("{}: attempt {} failed: {}", describe(), attempt, why);
        long pause = settings.backOff().toMillis() << Math.min(attempt - 1, 16);
        // Without jitter the chunks of a window, and all peers of a holder that was gone, would come back at once.
        vertx.setTimer(pause + ThreadLocalRandom.current().nextLong(pause / 2 + 1), timer -> {
            if (failure == null) {
                ask(request, attempt + 1);
            }
        });
    }

    private void onChunk(ChunkRequest request, Chunk chunk) {
        if (total == UNKNOWN && !learnTotal(chunk.total())) {
            return;
        }
        int length = (int) Math.min(request.length(), total - request.offset());
        if (chunk.total() != total || chunk.bytes().remaining() != length) {
            fail(new TransferException(
                    Kind.WRONG_SIZE,
                    describe() + ": found " + chunk.bytes().remaining() + " bytes at " + request.offset() + " of "
                            + chunk.total() + "; expected " + length + " of " + total));
            return;
        }
        nextOffset = Math.max(nextOffset, request.offset() + length);
        arrived.put(request.offset(), chunk.bytes());
        goOn();
    }

    /** Whether the file can be pulled on from where it was begun. */
    private boolean learnTotal(long found) {
        if (found > settings.maxBytes()) {
            fail(tooLarge(found));
            return false;
        }
        if (expectedBytes >= 0 && found != expectedBytes) {
            fail(new TransferException(
                    Kind.WRONG_SIZE, describe() + ": found " + found + " bytes; expected " + expectedBytes));
            return false;
        }
        if (found < written) {
            startOver();
            return false;
        }
        total = found;
        return true;
    }

    private void goOn() {
        while (nextOffset < total && nextOffset - written < (long) settings.window() * settings.chunkBytes()) {
            int length = (int) Math.min(settings.chunkBytes(), total - nextOffset);
            ask(new ChunkRequest(digest, self, nextOffset, length), 1);
            nextOffset += length;
        }
        if (!fileBusy) {
            if (written == total) {
                finish();
                return;
            }
            List<ByteBuffer> next = inOrder();
            if (!next.isEmpty()) {
                write(next);
            }
        }
    }

    /** The chunks that can be written now. */
    private List<ByteBuffer> inOrder() {
        List<ByteBuffer> chunks = new ArrayList<>();
        long end = written;
        for (ByteBuffer next = arrived.remove(end); next != null; next = arrived.remove(end)) {
            chunks.add(next);
            end += next.remaining();
        }
        return chunks;
    }

    private void write(List<ByteBuffer> chunks) {
        onFile(
                () -> {
                    for (ByteBuffer chunk : chunks) {
                        listener.arrived(part.length(), chunk.asReadOnlyBuffer());
                        part.append(chunk);
                    }
                    return part.length();
                },
                length -> {
                    written = length;
                    report();
                    goOn();
                });
    }

    private void report() {
        if (muted) {
            return;
        }
        try {
            listener.written(written);
        } catch (RuntimeException e) {
            LOG.warn("{}: whoever listens to its progress failed, and is told no more", describe(), e);
            muted = true;
        }
    }

    private void finish() {
        String found = part.digest();
        if (found.equals(digest)) {
            onFile(part::finish, promise::complete);
        } else if (resumed) {
            // What was left of an earlier pull may be of another file, or torn by a power failure.
            startOver();
        } else {
            onFile(
                    () -> {
                        part.delete();
                        return null;
                    },
                    deleted -> promise.fail(new TransferException(
                            Kind.WRONG_DIGEST, describe() + ": what arrived has the digest " + found)));
        }
    }

    private void startOver() {
        LOG.info("{}: what an earlier pull has left does not fit; starting over", describe());
        onFile(
                () -> {
                    part.clear();
                    return null;
                },
                cleared -> {
                    resumed = false;
                    begin(0);
                });
    }

    /** Does one thing with the file at a time, off the event loop. */
    private <T> void onFile(Callable<T> work, Consumer<T> then) {
        fileBusy = true;
        vertx.executeBlocking(work, false).onComplete(result -> {
            fileBusy = false;
            if (failure != null) {
                closeAndFail();
            } else if (result.succeeded()) {
                then.accept(result.result());
            } else {
                fail(new TransferException(
                        Kind.LOCAL_FILE, describe() + " to " + target + ": " + result.cause(), result.cause()));
            }
        });
    }

    private void fail(TransferException problem) {
        failure = problem;
        if (!fileBusy) {
            closeAndFail();
        }
    }

    private void closeAndFail() {
        if (part == null) {
            promise.fail(failure);
            return;
        }
        vertx.executeBlocking(
                        () -> {
                            part.close();
                            return null;
                        },
                        false)
                .onComplete(closed -> promise.fail(failure));
    }

    private TransferException tooLarge(long bytes) {
        return new TransferException(
                Kind.TOO_LARGE, describe() + ": found " + bytes + " bytes; allowed are at most " + settings.maxBytes());
    }

    private String describe() {
        return "pulling " + digest + " from " + address;
    }
}
