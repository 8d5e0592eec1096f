package io.lorkd.site.train;

/** What work under way is asked to do; it looks after each step. */
enum Interruption {
    NONE,
    /** To end with a checkpoint, from which it can go on. */
    SUSPEND,
    /** To end; nobody wants it any more. */
    CANCEL
}
