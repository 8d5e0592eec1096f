package io.lorkd.coordinator.run;

import io.lorkd.coordinator.journal.RunRowState;
import io.lorkd.coordinator.registry.Admission;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;

import java.util.List;

/** The run is over, one way or the other. */
abstract sealed class Ended extends RunState permits Finished, Failed {

    Ended(Run run) {
        super(run);
    }

    /** Why it failed, or what is missing; may be empty. */
    abstract String reason();

    abstract void tell();

    final void end(RunRowState state, RunOutcome.State outcome, List<SiteReport> reports) {
        tell();
        run.journal()
                .write(journal -> journal.runEnded(run.id(), state, reason()))
                .onComplete(written -> {
                    if (written.succeeded()) {
                        run.end(outcome, reason(), reports);
                    } else {
                        // It may have finished, but nobody could tell from the journal.
                        run.end(RunOutcome.State.FAILED, "The journal cannot be written: " + written.cause(), reports);
                    }
                });
    }

    @Override
    Admission admission() {
        return Admission.CLOSING;
    }

    @Override
    void arrived(EnrolledSite site) {}
}
