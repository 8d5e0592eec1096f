package io.lorkd.protocol.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

import java.time.Duration;

/** Measures how long what is to be done now waits for what the event loop is busy with: how late a timer is. */
final class EventLoopDelay extends VerticleBase {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Timer delay;

    EventLoopDelay(MeterRegistry registry) {
        this.delay = Timer.builder("vertx.eventloop.delay")
                .description("How late a timer on the event loop is")
                .register(registry);
    }

    @Override
    public Future<?> start() {
        look();
        return Future.succeededFuture();
    }

    /** One after the other, so that a loop that stood still is counted once for it. */
    private void look() {
        long due = System.nanoTime() + BETWEEN_LOOKS.toNanos();
        vertx.setTimer(BETWEEN_LOOKS.toMillis(), timer -> {
            delay.record(Duration.ofNanos(Math.max(0, System.nanoTime() - due)));
            look();
        });
    }
}
