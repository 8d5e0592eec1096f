package io.lorkd.coordinator.run;

import io.lorkd.coordinator.registry.Admission;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;

import java.util.Map;

/** The run begins when as many sites are enrolled as the plan says. A run that is taken up may be about to. */
final class WaitingForSites extends RunState {

    private final Map<String, Map<String, RegionLoss>> measured;

    /** @param measured what the journal holds of the measurement that the run begins with: losses by site, then by region */
    WaitingForSites(Run run, Map<String, Map<String, RegionLoss>> measured) {
        super(run);
        this.measured = measured;
    }

    @Override
    String words() {
        return "waiting for sites (" + run.participants().size() + " of "
                + run.plan().rounds().sites() + ")";
    }

    @Override
    Admission admission() {
        return Admission.OPEN;
    }

    @Override
    void entered() {
        beginIfComplete();
    }

    @Override
    void arrived(EnrolledSite site) {
        beginIfComplete();
    }

    private void beginIfComplete() {
        if (run.participants().size() >= run.plan().rounds().sites()) {
            run.become(run.settings().measures() ? new Baseline(run, measured) : Training.first(run));
        }
    }
}
