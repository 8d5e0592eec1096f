package io.lorkd.coordinator.run;

import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.Phase;

import java.util.Map;

/** Rounds with the experts frozen and unused (paper, 3.6, Algorithm 1). */
final class Warmup extends Training {

    Warmup(Run run) {
        super(run, Phase.WARMUP);
    }

    @Override
    int lastRound() {
        return run.plan().rounds().warmup();
    }

    @Override
    RunState next() {
        return run.settings().measures() ? new Ranking(run, Map.of()) : Training.afterWarmup(run);
    }

    @Override
    Map<String, Integer> ranks(EnrolledSite site) {
        return Map.of();
    }
}
