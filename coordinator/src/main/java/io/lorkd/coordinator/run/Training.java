package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.registry.Admission;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Progress;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.lorkd.protocol.plan.Plan;
import io.vertx.core.Future;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rounds, one after the other. A round that is abandoned is offered again as its next attempt, on the same backbone, until
 * the plan's attempts are used up; then the run fails.
 */
abstract sealed class Training extends RunState permits Warmup, Decomposition {
    private final Phase phase;
    private Round round;

    Training(Run run, Phase phase) {
        super(run);
        this.phase = phase;
    }

    /** The run's first rounds. */
    static RunState first(Run run) {
        return run.plan().rounds().warmup() > 0 ? new Warmup(run) : afterWarmup(run);
    }

    /** What follows warm-up where the ranks need no measurement. */
    static RunState afterWarmup(Run run) {
        return new Decomposition(run, RankDecision.balanced(run.plan().experts(), run.regions()));
    }

    /** The last round of this phase. */
    abstract int lastRound();

    /** What follows this phase. */
    abstract RunState next();

    /** The ranks that a site is told: by region, empty where there are no experts (yet). */
    abstract Map<String, Integer> ranks(EnrolledSite site);

    @Override
    String words() {
        return phase.name().toLowerCase(Locale.ROOT) + ", round " + round.id().round() + " of "
                + run.plan().rounds().total()
                + (round.id().attempt() == 1 ? "" : ", attempt " + round.id().attempt());
    }

    @Override
    Admission admission() {
        return Admission.RUNNING;
    }

    @Override
    void entered() {
        offerNextOrGoOn();
    }

    @Override
    void left() {
        // A phase without rounds is left as it is entered.
        if (round != null) {
            round.stop();
        }
    }

    private void offerNextOrGoOn() {
        if (run.committedRounds() < lastRound()) {
            offer(run.committedRounds() + 1, 1);
        } else {
            run.become(next());
        }
    }

    private void offer(int number, int attempt) {
        round = new Round(run, this, new RoundId(run.id(), number, attempt), phase);
        round.begin();
    }

    /** The round is on disk as committed. */
    void committed(Round closed, Backbone next, List<String> contributors, Map<String, Double> losses) {
        run.committed(closed, next, losses);
        run.close(closed, true, next.sha256(), contributors);
        run.happened(new CoordinatorEvent.RoundCommitted(closed.id(), contributors, next.sha256(), losses));
        offerNextOrGoOn();
    }

    /** The round is on disk as abandoned. */
    void abandoned(Round closed, String reason) {
        run.close(closed, false, closed.base().sha256(), List.of());
        run.happened(new CoordinatorEvent.RoundAbandoned(closed.id(), reason));
        Plan.Rounds rounds = run.plan().rounds();
        if (closed.id().attempt() < rounds.attempts()) {
            offer(closed.id().round(), closed.id().attempt() + 1);
        } else {
            run.fail("Round " + closed.id().round() + " was abandoned " + rounds.attempts()
                    + (rounds.attempts() == 1 ? " time" : " times") + ", the last time because " + reason);
        }
    }

    Round round() {
        return round;
    }

    @Override
    void arrived(EnrolledSite site) {
        round.stage().arrived(site);
    }

    @Override
    void lost(EnrolledSite site) {
        round.stage().lost(site);
    }

    @Override
    void ticked() {
        round.stage().ticked();
    }

    @Override
    void progressed(String site, Progress progress) {
        if (round.id().equals(progress.round())) {
            round.stage().progressed(site, progress);
        }
    }

    @Override
    Future<Answer> update(UpdateReady message) {
        if (round.id().equals(message.round())) {
            return round.stage().update(message);
        }
        boolean ahead = message.round().round() > round.id().round()
                || message.round().round() == round.id().round()
                        && message.round().attempt() > round.id().attempt();
        return ahead
                ? Answers.refused(Refusal.NOT_OFFERED, "Round " + message.round() + " was not offered yet")
                : super.update(message);
    }

    @Override
    Future<Answer> failed(WorkFailed message) {
        if (round.id().equals(message.round())) {
            round.stage().failed(message);
        }
        return Answers.accepted();
    }
}
