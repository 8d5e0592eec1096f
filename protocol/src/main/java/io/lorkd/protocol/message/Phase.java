package io.lorkd.protocol.message;

/** What a round trains (paper, 3.6, Algorithm 1). */
public enum Phase {
    /** Backbone and heads; the experts are frozen and unused. */
    WARMUP,
    /** Backbone, experts and heads together. */
    DECOMPOSITION
}
