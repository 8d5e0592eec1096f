package io.lorkd.coordinator.run;

import io.lorkd.coordinator.journal.OpenRun.Stop;
import io.lorkd.coordinator.registry.Admission;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToCoordinator.Measured;
import io.lorkd.protocol.message.ToCoordinator.Progress;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.vertx.core.Future;

import java.util.List;
import java.util.Optional;

/**
 * What a run is doing. A state hears what happens and says what the run does next; what a state does not know, it refuses.
 * All on the scheduler's event loop.
 */
abstract sealed class RunState
        permits Recovering, WaitingForSites, Measuring, Training, Paused, Finishing, Ended, LeftOpen {
    final Run run;

    RunState(Run run) {
        this.run = run;
    }

    /** What the run is doing, for people to read. */
    abstract String words();

    abstract Admission admission();

    abstract void entered();

    /** The run goes on to another state: nothing of this one may happen any more. */
    void left() {}

    /** A site joined, or one that was enrolled started again. */
    abstract void arrived(EnrolledSite site);

    /** What is said to a site while nothing that it says can be taken; empty where it can. */
    Optional<Answer> notNow(ToCoordinator message) {
        return Optional.empty();
    }

    /** Whether there is anything that a site has still to do; one that is done may fall silent. */
    boolean awaits(EnrolledSite site) {
        return true;
    }

    /** A site counts as lost. */
    void lost(EnrolledSite site) {}

    /**
     * Takes away what a site has to do here, as it was excluded; what is frozen in a commit stays.
     *
     * @return the offer that it was at; empty where it was at none
     */
    Optional<RoundId> excluded(EnrolledSite site, String reason) {
        return Optional.empty();
    }

    /** A site that was excluded takes part again. */
    void readmitted(EnrolledSite site) {
        arrived(site);
    }

    /** Whether the run may end by order at this moment. */
    boolean mayStop() {
        return true;
    }

    /** The run is about to end by order. */
    void stopping(Stop order) {}

    /** What sites have reported of a run that ends by order. */
    List<SiteReport> reports() {
        return List.of();
    }

    void progressed(String site, Progress progress) {}

    /** Time has passed; called as often as sites are to be heard of. */
    void ticked() {}

    Future<Answer> update(UpdateReady message) {
        return run.standing().contributedLast(message)
                ? Answers.accepted()
                : Answers.refused(
                        Refusal.ROUND_CLOSED, "Round " + message.round() + " is not open; the run is " + words());
    }

    Future<Answer> failed(WorkFailed message) {
        return Answers.accepted();
    }

    Future<Answer> measured(Measured message) {
        return Answers.refused(
                Refusal.ROUND_CLOSED, message.measurement() + " is not being measured; the run is " + words());
    }

    Future<Answer> reported(SiteReport message) {
        return Answers.refused(Refusal.NOT_OFFERED, "No report was asked for yet; the run is " + words());
    }
}
