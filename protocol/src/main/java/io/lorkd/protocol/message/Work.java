package io.lorkd.protocol.message;

/** How much a site trains in a round. */
public sealed interface Work {

    /** Train over the site's data so many times, and send the backbone's change. */
    record Passes(double passes, int batchSize) implements Work {
        public Passes {
            Require.that(passes > 0 && Double.isFinite(passes), "passes", passes, "a finite number above 0");
            Require.atLeast("batchSize", 1, batchSize);
        }
    }

    /** Train so many steps, and send the backbone's change. */
    record Steps(int steps, int batchSize) implements Work {
        public Steps {
            Require.atLeast("steps", 1, steps);
            Require.atLeast("batchSize", 1, batchSize);
        }
    }

    /**
     * Compute one gradient over {@code batchSize} samples, scaled by {@code batchSize / unionBatch}, and send it.
     *
     * @param unionBatch the samples of all sites together
     */
    record Gradient(int batchSize, int unionBatch) implements Work {
        public Gradient {
            Require.atLeast("batchSize", 1, batchSize);
            Require.atLeast("unionBatch", batchSize, unionBatch);
        }
    }
}
