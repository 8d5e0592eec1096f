package io.lorkd.coordinator.run;

import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.protocol.message.RoundId;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** All sites that a round was offered to train it, and what is not in when it closes is of no use. */
record InStep() implements Pace {

    @Override
    public Gathering gathering(Round round, List<Contribution> found) {
        return new Collecting(round, found);
    }

    /** Everyone is offered the round again, and says of its own what it has of it. */
    @Override
    public void recall(String site, SitePart part) {}

    @Override
    public Optional<RoundStage> hears(Round open, RoundId offer) {
        return open.id().equals(offer) ? Optional.of(open.stage()) : Optional.empty();
    }

    @Override
    public SortedMap<String, RoundId> concerns(Round closed) {
        SortedMap<String, RoundId> chosen = new TreeMap<>();
        closed.chosen().forEach(site -> chosen.put(site.id(), closed.id()));
        return chosen;
    }

    @Override
    public Set<String> atWork() {
        return Set.of();
    }

    @Override
    public Set<String> onTheWay() {
        return Set.of();
    }

    @Override
    public void end() {}
}
