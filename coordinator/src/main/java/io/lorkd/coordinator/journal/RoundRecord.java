package io.lorkd.coordinator.journal;

import java.util.List;
import java.util.Optional;

/**
 * All that the journal holds of an attempt at a round.
 *
 * @param chosen the sites that it was offered to, by id
 * @param staged the updates for its commit that are on disk, by site
 * @param counted those on the list that was frozen, by site; empty before that
 * @param nextBackbone SHA-256 of what it made; empty unless it is committed
 * @param nextOptimiserState SHA-256 of the server optimiser's state that belongs to it, if there is one
 */
public record RoundRecord(
        RoundRow row,
        RoundRowState state,
        String reason,
        List<String> chosen,
        List<Contribution> staged,
        List<Contribution> counted,
        Optional<String> nextBackbone,
        Optional<String> nextOptimiserState) {
    public RoundRecord {
        chosen = List.copyOf(chosen);
        staged = List.copyOf(staged);
        counted = List.copyOf(counted);
    }

    public int number() {
        return row.round().round();
    }

    public List<String> contributors() {
        return counted.stream().map(Contribution::site).toList();
    }
}
