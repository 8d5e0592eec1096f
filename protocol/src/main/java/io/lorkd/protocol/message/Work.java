package io.lorkd.protocol.message;

/** How much a site trains in a round. */
public sealed interface Work {

    /** Train over the site's data so many times, and send the backbone's change. */
    record Passes(double passes, int batchSize) implements Work {}

    /** Train so many steps, and send the backbone's change. */
    record Steps(int steps, int batchSize) implements Work {}

    /**
     * Compute one gradient over {@code batchSize} samples, scaled by {@code batchSize / unionBatch}, and send it.
     *
     * @param unionBatch the samples of all sites together
     */
    record Gradient(int batchSize, int unionBatch) implements Work {}
}
