package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.registry.Admission;
import io.lorkd.coordinator.registry.EnrolledSite;

import java.util.function.Supplier;

/**
 * The run stands still until someone says that it goes on: by the journal it is to. Sites are heard and may join; they keep
 * what they hold.
 */
final class Paused extends RunState {
    private final String reason;
    private final Supplier<RunState> next;

    /** @param next what the run goes on with */
    Paused(Run run, String reason, Supplier<RunState> next) {
        super(run);
        this.reason = reason;
        this.next = next;
    }

    @Override
    String words() {
        return "paused: " + reason;
    }

    @Override
    Admission admission() {
        return Admission.RUNNING;
    }

    @Override
    void entered() {
        run.happened(new CoordinatorEvent.RunPaused(run.id(), reason));
    }

    @Override
    void arrived(EnrolledSite site) {}

    /** To be called when the order to pause is taken back. */
    void resume() {
        run.become(next.get());
    }
}
