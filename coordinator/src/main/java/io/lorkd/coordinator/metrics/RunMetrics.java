package io.lorkd.coordinator.metrics;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.CoordinatorEvents;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.event.SiteEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import static java.util.Objects.requireNonNull;

/**
 * Counts what happens in runs. Counters begin at nought with each process, as Prometheus expects of them. A site has one
 * series of its own, up to {@value #SITES}; those that come after share one, so that no number of sites fills a memory.
 */
public final class RunMetrics implements CoordinatorEvents {
    /** Sites with a series of their own. */
    static final int SITES = 1000;

    /** Regions with a series of their own. */
    private static final int REGIONS = 256;

    /** What the others are called, which is no site's id. */
    static final String OTHERS = "(others)";

    private final MeterRegistry registry;
    private final LongSupplier nanos;
    private final Set<String> sites = new HashSet<>();
    private final Map<String, Double> losses = new ConcurrentHashMap<>();
    private final AtomicInteger round = new AtomicInteger();
    private final AtomicInteger paused = new AtomicInteger();
    private final Counter committed;
    private final Counter abandoned;
    private final Counter lost;
    private final Counter leases;
    private final Timer rounds;
    private final Timer transfers;
    private final Counter down;
    private final Counter up;
    private final AtomicInteger alive = new AtomicInteger();
    private final AtomicInteger silent = new AtomicInteger();
    private Traffic traffic = new Traffic("", 0, 0);
    private Optional<Open> open = Optional.empty();

    /** The round that is open, and since when by the nanosecond clock. */
    private record Open(RoundId round, long since) {}

    /** What a run has put over the wire, as it was told last; earlier processes' part of it is in it. */
    private record Traffic(String run, long down, long up) {}

    /**
     * @param registry takes the meters
     * @param nanos a clock that only goes on
     */
    public RunMetrics(MeterRegistry registry, LongSupplier nanos) {
        this.registry = requireNonNull(registry, "registry");
        this.nanos = requireNonNull(nanos, "nanos");
        this.committed = counter("lorkd.rounds.committed", "Rounds that ended with a new backbone");
        this.abandoned = counter("lorkd.rounds.abandoned", "Attempts at a round that came to nothing");
        this.lost = counter("lorkd.sites.lost", "How often a site was not heard of for too long");
        this.leases = counter("lorkd.leases.expired", "How often a site made no progress for too long");
        this.rounds = Timer.builder("lorkd.round")
                .description("From the offer of a round to its commit")
                .register(registry);
        this.transfers = Timer.builder("lorkd.transfer")
                .description("How long an update took to come")
                .register(registry);
        this.down = bytes("down");
        this.up = bytes("up");
        // From the start: the rise from nothing to one is none to Prometheus.
        Stream.of(Refusal.values()).forEach(this::refusals);
        sites("alive", alive);
        sites("lost", silent);
        gauge("lorkd.round.number", "The round that was offered last", round);
        gauge("lorkd.run.paused", "1 while the run stands still", paused);
    }

    @Override
    public void happened(CoordinatorEvent event) {
        if (event instanceof RunEvent.Pulse pulse) {
            pulsed(pulse);
        } else if (event instanceof RoundEvent.RoundOffered offered) {
            round.set(offered.round().round());
            open = Optional.of(new Open(offered.round(), nanos.getAsLong()));
        } else if (event instanceof RoundEvent.RoundCommitted done) {
            committed(done);
        } else if (event instanceof RoundEvent.RoundAbandoned) {
            abandoned.increment();
            open = Optional.empty();
        } else if (event instanceof WorkEvent.UpdateStaged staged) {
            if (staged.took().sending() > 0) {
                transfers.record(Duration.ofMillis(staged.took().sending()));
            }
        } else if (event instanceof WorkEvent.UpdateRefused refused) {
            refusals(refused.refusal()).increment();
        } else if (event instanceof SiteEvent.SiteTurnedAway turnedAway) {
            refusals(turnedAway.refusal()).increment();
        } else if (event instanceof SiteEvent.SiteLost) {
            lost.increment();
        } else if (event instanceof WorkEvent.LeaseExpired) {
            leases.increment();
        } else if (event instanceof RunEvent.RunPaused) {
            paused.set(1);
        } else if (event instanceof RunEvent.RunOpened opened) {
            traffic = new Traffic(opened.run(), 0, 0);
            paused.set(0);
        } else if (event instanceof RunEvent.RunResumed) {
            paused.set(0);
        }
    }

    /** A run that was taken up has traffic of earlier processes, which is not this one's. */
    private void pulsed(RunEvent.Pulse pulse) {
        if (traffic.run().equals(pulse.run())) {
            down.increment(Math.max(0, pulse.bytesDown() - traffic.down()));
            up.increment(Math.max(0, pulse.bytesUp() - traffic.up()));
        }
        traffic = new Traffic(pulse.run(), pulse.bytesDown(), pulse.bytesUp());
        int lostNow = (int) pulse.sites().values().stream()
                .filter(RunEvent.Pulse.Sign::lost)
                .count();
        silent.set(lostNow);
        alive.set(pulse.sites().size() - lostNow);
    }

    private void committed(RoundEvent.RoundCommitted done) {
        committed.increment();
        open.filter(known -> known.round().equals(done.round()))
                .ifPresent(known -> rounds.record(Duration.ofNanos(nanos.getAsLong() - known.since())));
        open = Optional.empty();
        done.contributors()
                .forEach(site -> Counter.builder("lorkd.contributions")
                        .description("Updates that are in a committed backbone")
                        .tag("site", series(site))
                        .register(registry)
                        .increment());
        done.losses().forEach(this::loss);
    }

    private void loss(String region, double loss) {
        if (!losses.containsKey(region) && losses.size() == REGIONS) {
            return;
        }
        if (losses.put(region, loss) == null) {
            Gauge.builder("lorkd.loss", losses, known -> known.get(region))
                    .description("Mean training loss of the region's last committed round")
                    .tag("region", region)
                    .register(registry);
        }
    }

    private Counter refusals(Refusal refusal) {
        return Counter.builder("lorkd.refusals")
                .description("Sites and updates that were not let in")
                .tag("refusal", refusal.name())
                .register(registry);
    }

    private String series(String site) {
        return sites.contains(site) || sites.size() < SITES && sites.add(site) ? site : OTHERS;
    }

    private Counter bytes(String direction) {
        return Counter.builder("lorkd.bytes")
                .description("Of tensor files, over the wire")
                .baseUnit("bytes")
                .tag("direction", direction)
                .register(registry);
    }

    private void sites(String state, AtomicInteger number) {
        Gauge.builder("lorkd.sites", number, AtomicInteger::get)
                .description("Sites that are enrolled")
                .tag("state", state)
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private void gauge(String name, String description, AtomicInteger value) {
        Gauge.builder(name, value, AtomicInteger::get).description(description).register(registry);
    }
}
