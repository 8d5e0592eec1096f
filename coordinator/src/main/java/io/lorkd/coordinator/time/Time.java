package io.lorkd.coordinator.time;

import io.vertx.core.Vertx;

import java.time.Duration;

/**
 * Time as durations: how long ago, and what is to happen after how long. The wall clock, which jumps, has no part in it.
 */
public interface Time {

    /** The time since some fixed instant; it never goes back. */
    Duration now();

    /** Runs the action once, after the delay, on the Vert.x context that called. */
    Timer after(Duration delay, Runnable action);

    /** Something that will happen, unless it is called off. */
    @FunctionalInterface
    interface Timer {
        void cancel();
    }

    /** Real time, by Vert.x timers. */
    static Time of(Vertx vertx) {
        return new VertxTime(vertx);
    }
}
