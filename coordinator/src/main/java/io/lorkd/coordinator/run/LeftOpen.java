package io.lorkd.coordinator.run;

import io.lorkd.coordinator.registry.Admission;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator;

import java.util.List;
import java.util.Optional;

/**
 * This process does no more for the run, since it was closed or its disk failed it. The run has not ended: no site is told so,
 * and a coordinator that starts on the same folder goes on.
 */
final class LeftOpen extends RunState {
    private final String reason;

    LeftOpen(Run run, String reason) {
        super(run);
        this.reason = reason;
    }

    @Override
    String words() {
        return "left open: " + reason;
    }

    @Override
    Admission admission() {
        return Admission.CLOSING;
    }

    @Override
    void entered() {
        run.lines().hangUp();
        run.journalBytes();
        run.end(run.outcomeNow(RunOutcome.State.OPEN, reason, List.of()));
    }

    @Override
    void arrived(EnrolledSite site) {}

    @Override
    boolean awaits(EnrolledSite site) {
        return false;
    }

    @Override
    Optional<Answer> notNow(ToCoordinator message) {
        return Optional.of(
                new Answer.Wait(run.settings().liveness().heartbeat(), "The coordinator is about to start again"));
    }
}
