package io.lorkd.coordinator.time;

import io.vertx.core.Vertx;

import java.time.Duration;

/** Real time: the JVM's monotonic clock and Vert.x timers. */
record VertxTime(Vertx vertx) implements Time {

    @Override
    public Duration now() {
        return Duration.ofNanos(System.nanoTime());
    }

    @Override
    public Timer after(Duration delay, Runnable action) {
        long id = vertx.setTimer(Math.max(1, delay.toMillis()), ignored -> action.run());
        return () -> vertx.cancelTimer(id);
    }
}
