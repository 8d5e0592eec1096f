package io.lorkd.site.metrics;

import io.lorkd.protocol.message.RoundId;
import io.lorkd.site.event.SiteEvent;
import io.lorkd.site.event.SiteEvents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import static java.util.Objects.requireNonNull;

/** Counts what happens at a site. Counters begin at nought with each process, as Prometheus expects of them. */
public final class SiteMetrics implements SiteEvents {
    private final MeterRegistry registry;
    private final LongSupplier nanos;
    private final AtomicReference<String> state = new AtomicReference<>("");
    private final AtomicReference<Double> loss = new AtomicReference<>(Double.NaN);
    private final AtomicInteger round = new AtomicInteger();
    private final Counter down;
    private final Counter up;
    private final Counter promoted;
    private final Timer transfers;
    private final Timer steps;
    private Optional<Step> before = Optional.empty();

    /** The step that was done last, and when by the nanosecond clock. */
    private record Step(RoundId round, long step, long at) {}

    /**
     * @param registry takes the meters
     * @param nanos a clock that only goes on
     */
    public SiteMetrics(MeterRegistry registry, LongSupplier nanos) {
        this.registry = requireNonNull(registry, "registry");
        this.nanos = requireNonNull(nanos, "nanos");
        this.down = bytes("down");
        this.up = bytes("up");
        this.promoted = Counter.builder("lorkd.rounds.promoted")
                .description("Rounds that were committed with this site's update")
                .register(registry);
        this.transfers = Timer.builder("lorkd.transfer")
                .description("How long a backbone or a teacher took to come")
                .register(registry);
        this.steps = Timer.builder("lorkd.step")
                .description("From one training step's end to the next one's")
                .register(registry);
        Gauge.builder("lorkd.loss", loss, AtomicReference::get)
                .description("Mean loss of the last training step")
                .register(registry);
        Gauge.builder("lorkd.round.number", round, AtomicInteger::get)
                .description("The round that was trained last")
                .register(registry);
    }

    @Override
    public void happened(SiteEvent event) {
        if (event instanceof SiteEvent.StateEntered entered) {
            state.set(entered.state());
            show(entered.state());
            up.increment(Math.max(0, entered.bytesServed() - up.count()));
        } else if (event instanceof SiteEvent.Pulled pulled) {
            down.increment(pulled.bytes());
            if (pulled.whole()) {
                transfers.record(pulled.took());
            }
        } else if (event instanceof SiteEvent.StepDone done) {
            stepped(done);
        } else if (event instanceof SiteEvent.Promoted) {
            promoted.increment();
        }
    }

    /** The first step of a round has waited for data and much else, so it is not timed. */
    private void stepped(SiteEvent.StepDone done) {
        long now = nanos.getAsLong();
        before.filter(last -> last.round().equals(done.round()) && last.step() + 1 == done.step())
                .ifPresent(last -> steps.record(Duration.ofNanos(now - last.at())));
        before = Optional.of(new Step(done.round(), done.step(), now));
        loss.set(done.loss());
        round.set(done.round().round());
    }

    /** One series for each state there is; registered once each. */
    private void show(String name) {
        Gauge.builder("lorkd.site.state", state, present -> present.get().equals(name) ? 1 : 0)
                .description("1 for what the site does now")
                .tag("state", name)
                .register(registry);
    }

    private Counter bytes(String direction) {
        return Counter.builder("lorkd.bytes")
                .description("Of tensor files, over the wire")
                .baseUnit("bytes")
                .tag("direction", direction)
                .register(registry);
    }
}
