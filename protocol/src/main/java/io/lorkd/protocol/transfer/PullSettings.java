package io.lorkd.protocol.transfer;

import java.time.Duration;

/**
 * How a puller asks.
 *
 * @param maxBytes the largest file that is taken
 * @param window requests in flight and chunks in memory at once
 * @param chunkBytes the bytes asked for in one request, at most 256 KiB
 * @param patience how long one request may take
 * @param attempts how often one chunk is asked for before the pull fails
 * @param backOff the pause before a chunk is asked for again; it doubles with each attempt
 */
public record PullSettings(
        long maxBytes, int window, int chunkBytes, Duration patience, int attempts, Duration backOff) {
    public static PullSettings defaults() {
        return new PullSettings(
                16L << 30, 4, BlobPuller.MAX_CHUNK_BYTES, Duration.ofSeconds(10), 6, Duration.ofMillis(250));
    }

    public PullSettings withMaxBytes(long bytes) {
        return new PullSettings(bytes, window, chunkBytes, patience, attempts, backOff);
    }
}
