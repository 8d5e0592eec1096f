package io.lorkd.coordinator.run;

import io.lorkd.protocol.message.Measurement;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;

import java.util.Map;

/** The losses under the backbone that warm-up ended with, and Eq. 2. */
final class Ranking extends Measuring {

    Ranking(Run run, Map<String, Map<String, RegionLoss>> measured) {
        super(run, Measurement.AFTER_WARMUP, measured);
    }

    @Override
    String words() {
        return "ranking regions";
    }

    @Override
    void complete(Map<String, Map<String, RegionLoss>> measured) {
        run.become(Decomposition.with(
                run,
                RankDecision.of(
                        run.plan().experts(), run.regions(), run.standing().baseline(), measured)));
    }
}
