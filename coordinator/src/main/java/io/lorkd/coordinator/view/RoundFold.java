package io.lorkd.coordinator.view;

import io.lorkd.coordinator.event.RoundEvent.RoundAbandoned;
import io.lorkd.coordinator.event.RoundEvent.RoundCommitted;
import io.lorkd.coordinator.event.WorkEvent.UpdateStaged;
import io.lorkd.coordinator.view.RoundView.Lane;
import io.lorkd.coordinator.view.RoundView.Outcome;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** An attempt at a round as it comes about. */
final class RoundFold {
    private final RoundId id;
    private final Phase phase;
    private final double learningRate;
    private final Instant startedAt;
    private final SortedMap<String, LaneFold> lanes = new TreeMap<>();
    private final Map<String, UpdateStaged> staged = new HashMap<>();

    RoundFold(RoundId id, Phase phase, double learningRate, Instant startedAt) {
        this.id = id;
        this.phase = phase;
        this.learningRate = learningRate;
        this.startedAt = startedAt;
    }

    RoundId id() {
        return id;
    }

    Phase phase() {
        return phase;
    }

    Optional<LaneFold> lane(String site) {
        return Optional.ofNullable(lanes.get(site));
    }

    /** How many sites take part. */
    int size() {
        return lanes.size();
    }

    /** How many of them may still contribute. */
    long awaited() {
        return lanes.values().stream()
                .filter(lane -> lane.now() == Activity.WAITING || lane.now().isWork())
                .count();
    }

    void turn(String site, Activity activity, Instant at) {
        LaneFold lane = lanes.get(site);
        if (lane == null) {
            // Who is there from the start has been at it from the start; who comes later waited until then.
            boolean fromTheStart = at.equals(startedAt);
            lane = new LaneFold(site, fromTheStart ? activity : Activity.WAITING);
            lanes.put(site, lane);
        }
        lane.turn(activity, millis(at));
    }

    void staged(UpdateStaged update, Instant at) {
        staged.put(update.site(), update);
        lanes.computeIfAbsent(update.site(), site -> new LaneFold(site, Activity.WAITING))
                .done(update.took(), millis(at));
    }

    /** Updates of other sites turned out not to be whole. */
    void keepStaged(Collection<String> whole) {
        staged.keySet().retainAll(whole);
    }

    boolean isStaged(String site) {
        return staged.containsKey(site);
    }

    private long millis(Instant at) {
        return Math.max(0, Duration.between(startedAt, at).toMillis());
    }

    // As it is shown

    RoundView open() {
        return view(
                Outcome.OPEN,
                null,
                null,
                null,
                new TreeMap<>(),
                List.copyOf(new TreeMap<>(staged).keySet()),
                null,
                LaneFold::open);
    }

    /** @param bytes what went over the wire in it */
    RoundView committed(RoundCommitted event, Overview.Bytes bytes, Instant at) {
        return view(
                Outcome.COMMITTED,
                null,
                at,
                event.backbone(),
                RoundView.finite(event.losses()),
                event.contributors(),
                bytes,
                closing(at));
    }

    RoundView abandoned(RoundAbandoned event, Overview.Bytes bytes, Instant at) {
        return view(Outcome.ABANDONED, event.reason(), at, null, new TreeMap<>(), List.of(), bytes, closing(at));
    }

    private Function<LaneFold, Lane> closing(Instant at) {
        return lane -> lane.closed(millis(at));
    }

    private RoundView view(
            Outcome outcome,
            String reason,
            Instant endedAt,
            String backbone,
            SortedMap<String, Double> losses,
            List<String> contributors,
            Overview.Bytes bytes,
            Function<LaneFold, Lane> shown) {
        return new RoundView(
                id.round(),
                id.attempt(),
                RoundView.word(phase),
                outcome,
                reason,
                startedAt,
                endedAt,
                endedAt == null ? null : millis(endedAt) / 1000.0,
                learningRate,
                backbone,
                losses,
                outcome == Outcome.COMMITTED ? metrics(contributors) : new TreeMap<>(),
                bytes == null ? null : bytes.up(),
                bytes == null ? null : bytes.down(),
                contributors.size(),
                contributors,
                lanes.values().stream().map(shown).toList());
    }

    private record Mean(double sum, double weight) {
        Mean plus(Mean more) {
            return new Mean(sum + more.sum, weight + more.weight);
        }
    }

    /** A site calls them {@code accuracy/brain}, say; what has another form is not of a region. */
    private SortedMap<String, SortedMap<String, Double>> metrics(List<String> contributors) {
        SortedMap<String, SortedMap<String, Mean>> means = new TreeMap<>();
        for (String site : contributors) {
            UpdateStaged update = staged.get(site);
            if (update == null) {
                continue; // an earlier version kept less of it
            }
            update.metrics().forEach((key, value) -> {
                int slash = key.indexOf('/');
                if (slash > 0 && Double.isFinite(value)) {
                    means.computeIfAbsent(key.substring(0, slash), name -> new TreeMap<>())
                            .merge(
                                    key.substring(slash + 1),
                                    new Mean(value * update.samples(), update.samples()),
                                    Mean::plus);
                }
            });
        }
        SortedMap<String, SortedMap<String, Double>> values = new TreeMap<>();
        means.forEach((name, regions) -> {
            SortedMap<String, Double> byRegion = new TreeMap<>();
            regions.forEach((region, mean) -> byRegion.put(region, mean.sum() / mean.weight()));
            values.put(name, byRegion);
        });
        return values;
    }
}
