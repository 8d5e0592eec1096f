package io.lorkd.coordinator.run;

import io.lorkd.protocol.message.Measurement;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;

import java.util.Map;

/** The losses under the initial backbone, which Eq. 2 takes warm-up's reduction from. */
final class Baseline extends Measuring {

    Baseline(Run run, Map<String, Map<String, RegionLoss>> measured) {
        super(run, Measurement.BEFORE_WARMUP, measured);
    }

    @Override
    String words() {
        return "measuring losses before warm-up";
    }

    @Override
    void complete(Map<String, Map<String, RegionLoss>> measured) {
        run.standing().baseline(measured);
        run.become(Training.first(run));
    }
}
