package io.lorkd.protocol.message;

/** When a region's held-out loss is asked for; the difference is the loss reduction of Eq. 2. */
public enum Measurement {
    BEFORE_WARMUP,
    AFTER_WARMUP
}
