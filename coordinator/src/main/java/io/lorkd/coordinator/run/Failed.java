package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.journal.RunRowState;
import io.lorkd.protocol.message.ToSite;

import java.util.List;

/** The run ended without a result. */
final class Failed extends Ended {
    private final String reason;

    Failed(Run run, String reason) {
        super(run);
        this.reason = reason;
    }

    @Override
    String words() {
        return "failed";
    }

    @Override
    String reason() {
        return reason;
    }

    @Override
    void entered() {
        end(RunRowState.FAILED, RunOutcome.State.FAILED, List.of());
    }

    @Override
    void tell() {
        run.happened(new RunEvent.RunFailed(run.id(), reason));
        run.sites().all().forEach(site -> run.line(site.id()).send(new ToSite.RunEnded(run.id(), reason)));
    }
}
