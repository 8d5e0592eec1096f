package io.lorkd.coordinator.run;

import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.Phase;

import java.util.Map;
import java.util.Optional;

/** Rounds that train backbone, experts and heads together. */
final class Decomposition extends Training {
    private final Optional<RankDecision> decision;

    private Decomposition(Run run, Optional<RankDecision> decision) {
        super(run, Phase.DECOMPOSITION);
        this.decision = decision;
    }

    /** The ranks are journalled already. */
    Decomposition(Run run) {
        this(run, Optional.empty());
    }

    /** It begins with ranks that were decided just now. */
    static Decomposition with(Run run, RankDecision decision) {
        return new Decomposition(run, run.plan().experts().rank() > 0 ? Optional.of(decision) : Optional.empty());
    }

    @Override
    int lastRound() {
        return run.plan().rounds().total();
    }

    @Override
    RunState next() {
        return new Finishing(run);
    }

    /** Rows are written in order: the ranks are on disk before the first round's, and so before anyone is told. */
    @Override
    void entered() {
        if (run.standing().ranks().isEmpty()) {
            decision.ifPresent(run::ranks);
        }
        super.entered();
    }

    @Override
    Map<String, Integer> ranks(EnrolledSite site) {
        return run.standing().ranksOf(site);
    }
}
