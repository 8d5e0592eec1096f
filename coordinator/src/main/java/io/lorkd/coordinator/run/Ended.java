package io.lorkd.coordinator.run;

import io.lorkd.coordinator.journal.RunRowState;
import io.lorkd.coordinator.registry.Admission;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/** The run is over, one way or the other. */
abstract sealed class Ended extends RunState permits Finished, Failed, Stopped, EndedBefore {
    private static final Logger LOG = LoggerFactory.getLogger(Ended.class);

    Ended(Run run) {
        super(run);
    }

    /** Why it failed, or what is missing; may be empty. */
    abstract String reason();

    abstract void tell();

    /** The order is: the file that says how it ended, the journal's row, the sites. */
    final void end(RunRowState state, RunOutcome.State how, List<SiteReport> reports) {
        RunOutcome outcome = run.outcomeNow(how, reason(), reports);
        run.files()
                .call(() -> {
                    outcome.write(run.outcomeFile());
                    return null;
                })
                .compose(written -> run.journal().write(journal -> journal.runEnded(run.id(), state, reason())))
                .onSuccess(written -> {
                    // Who hears of the end may have another run started; who waits for the outcome has heard
                    // everything.
                    run.endIsWritten();
                    tell();
                    run.end(outcome);
                })
                .onFailure(e -> {
                    LOG.error("That the run has ended cannot be written", e);
                    run.end(run.outcomeNow(
                            RunOutcome.State.OPEN, "That the run has ended cannot be written: " + e, reports));
                });
    }

    @Override
    Admission admission() {
        return Admission.CLOSING;
    }

    @Override
    void arrived(EnrolledSite site) {}
}
