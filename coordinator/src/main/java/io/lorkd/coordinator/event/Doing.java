package io.lorkd.coordinator.event;

/** What a site is at that has taken an offer. */
public enum Doing {
    /** It pulls what it trains from. */
    PULLING,
    TRAINING,
    /** Its update is being pulled from it and checked. */
    SENDING
}
