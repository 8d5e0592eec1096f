package io.lorkd.protocol.transfer;

import java.time.Duration;

/**
 * How a puller asks.
 *
 * @param maxBytes the largest file that is taken
 * @param window how many chunks are asked for or in memory at once
 * @param chunkBytes the bytes asked for in one request, at most {@link BlobPuller#MAX_CHUNK_BYTES}
 * @param patience how long one request may take
 * @param attempts how often one chunk is asked for before the pull fails
 * @param backOff the pause before a chunk is asked for again; it doubles with each attempt
 */
public record PullSettings(
        long maxBytes, int window, int chunkBytes, Duration patience, int attempts, Duration backOff) {
    private static final long DEFAULT_MAX_BYTES = 16L << 30;

    public PullSettings {
        if (maxBytes < 0
                || window < 1
                || chunkBytes < 1
                || chunkBytes > BlobPuller.MAX_CHUNK_BYTES
                || attempts < 1
                || patience.toMillis() < 1
                || backOff.toMillis() < 1) {
            throw new IllegalArgumentException("maxBytes must be 0 or more, chunkBytes 1 to "
                    + BlobPuller.MAX_CHUNK_BYTES + ", the others positive; found maxBytes " + maxBytes + ", window "
                    + window + ", chunkBytes " + chunkBytes + ", patience " + patience + ", attempts " + attempts
                    + ", backOff " + backOff);
        }
    }

    /**
     * Files up to 16 GiB, four chunks of 256 KiB at a time. A holder that is gone for less than some eight seconds is
     * waited for.
     */
    public static PullSettings defaults() {
        return new PullSettings(
                DEFAULT_MAX_BYTES, 4, BlobPuller.MAX_CHUNK_BYTES, Duration.ofSeconds(10), 6, Duration.ofMillis(250));
    }

    /** The same with another limit on a file's size. */
    public PullSettings withMaxBytes(long bytes) {
        return new PullSettings(bytes, window, chunkBytes, patience, attempts, backOff);
    }
}
