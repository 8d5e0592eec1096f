package io.lorkd.coordinator.run;

import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.Phase;

import java.util.Map;

/** Rounds that train backbone, experts and heads together. */
final class Decomposition extends Training {
    private final RankDecision decision;

    Decomposition(Run run, RankDecision decision) {
        super(run, Phase.DECOMPOSITION);
        this.decision = decision;
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
        if (run.plan().experts().rank() > 0 && run.ranks().isEmpty()) {
            run.ranks(decision);
        }
        super.entered();
    }

    @Override
    Map<String, Integer> ranks(EnrolledSite site) {
        return run.ranksOf(site);
    }
}
