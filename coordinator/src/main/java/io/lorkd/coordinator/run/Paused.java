package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.registry.Admission;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.vertx.core.Future;

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
        run.happened(new RunEvent.RunPaused(run.id(), reason));
    }

    @Override
    void arrived(EnrolledSite site) {}

    /** With a buffer, sites are at work while the run stands still: they are asked to keep what they have. */
    @Override
    Future<Answer> update(UpdateReady message) {
        return run.plan().buffered().isPresent() ? later() : super.update(message);
    }

    @Override
    Future<Answer> failed(WorkFailed message) {
        return run.plan().buffered().isPresent() ? later() : super.failed(message);
    }

    private Future<Answer> later() {
        return Future.succeededFuture(new Answer.Wait(run.settings().liveness().heartbeat(), "The run is " + words()));
    }

    /** To be called when the order to pause is taken back. */
    void resume() {
        run.become(next.get());
    }
}
