package io.lorkd.protocol.link.gateway;

import io.vertx.core.Future;

/** A connection, as those see it who ask and answer over it. */
interface Wire {
    /**
     * Sends a frame. Succeeds when it has left, or when the connection is over.
     *
     * @throws IllegalArgumentException if the frame does not fit its limits
     */
    Future<Void> write(Frame frame);

    /** Whether the other end takes less than it is sent. */
    boolean isFull();

    /** Closes the connection and tells the other end why. */
    void close(short code, String why);
}
