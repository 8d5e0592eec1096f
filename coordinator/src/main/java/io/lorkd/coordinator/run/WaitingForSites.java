package io.lorkd.coordinator.run;

import io.lorkd.coordinator.registry.Admission;
import io.lorkd.coordinator.registry.EnrolledSite;

/** The run begins when as many sites are enrolled as the plan says. */
final class WaitingForSites extends RunState {

    WaitingForSites(Run run) {
        super(run);
    }

    @Override
    String words() {
        return "waiting for sites (" + run.sites().size() + " of "
                + run.plan().rounds().sites() + ")";
    }

    @Override
    Admission admission() {
        return Admission.OPEN;
    }

    @Override
    void entered() {}

    @Override
    void arrived(EnrolledSite site) {
        if (run.sites().size() >= run.plan().rounds().sites()) {
            run.become(run.settings().measures() ? new Baseline(run) : Training.first(run));
        }
    }
}
