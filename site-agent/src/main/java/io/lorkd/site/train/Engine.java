package io.lorkd.site.train;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The native engine's settings, which it reads once, when the first model of the JVM is made. */
public final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final String THREADS = "ai.djl.pytorch.num_threads";
    private static final String INTEROP_THREADS = "ai.djl.pytorch.num_interop_threads";

    private Engine() {}

    /** Has the engine compute with the plan's number of threads: it changes the order of sums, and so the bits. */
    public static synchronized void useThreads(int threads) {
        String before = System.setProperty(THREADS, Integer.toString(threads));
        if (before != null && !before.equals(Integer.toString(threads))) {
            LOG.warn(
                    "the engine was set to {} threads and the plan says {}; if a model was made in this JVM before, the"
                            + " engine stays with what it had, and the results differ in their last bits",
                    before,
                    threads);
        }
        if (System.getProperty(INTEROP_THREADS) == null) {
            System.setProperty(INTEROP_THREADS, "1");
        }
    }
}
