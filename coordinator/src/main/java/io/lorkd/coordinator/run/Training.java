package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.coordinator.journal.OpenRun.Stop;
import io.lorkd.coordinator.journal.RoundRecord;
import io.lorkd.coordinator.journal.RoundRowState;
import io.lorkd.coordinator.registry.Admission;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.coordinator.time.Time;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Progress;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.vertx.core.Future;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Rounds, one after the other. A round that is abandoned is offered again as its next attempt, on the same backbone, after a
 * pause; when the plan's attempts are used up the run stands still. What has it stand still is an order, which is looked at
 * before every offer.
 */
abstract sealed class Training extends RunState permits Warmup, Decomposition {
    private final Phase phase;
    private final BackOff backOff;
    private final Pace pace;
    private Round round;
    private int nextAttempt = 1;
    private Duration offeredAgainAt = Duration.ZERO;
    private Time.Timer rest = () -> {};
    private Runnable beginning = this::offerNextOrGoOn;

    Training(Run run, Phase phase) {
        super(run);
        this.phase = phase;
        this.backOff = BackOff.of(run.plan().rounds());
        this.pace = Pace.of(run);
    }

    /** The run's first rounds. */
    static RunState first(Run run) {
        return run.plan().rounds().warmup() > 0 ? new Warmup(run) : afterWarmup(run);
    }

    /** What follows warm-up where the ranks need no measurement. */
    static Training afterWarmup(Run run) {
        return Decomposition.with(run, RankDecision.balanced(run.plan().experts(), run.regions()));
    }

    /** The last round of this phase. */
    abstract int lastRound();

    /** What follows this phase. */
    abstract RunState next();

    /** The ranks that a site is told: by region, empty where there are no experts (yet). */
    abstract Map<String, Integer> ranks(EnrolledSite site);

    @Override
    String words() {
        String name = phase.name().toLowerCase(Locale.ROOT);
        if (round == null) {
            return name;
        }
        return name + ", round " + round.id().round() + " of "
                + run.plan().rounds().total()
                + (round.id().attempt() == 1 ? "" : ", attempt " + round.id().attempt())
                + (round.stage() instanceof Abandoned
                        ? ", offered again in "
                                + offeredAgainAt.minus(run.time().now()).toSeconds() + " s"
                        : "");
    }

    @Override
    Admission admission() {
        return Admission.RUNNING;
    }

    @Override
    void entered() {
        // Once: a run that was paused enters its phase again.
        Runnable first = beginning;
        beginning = this::offerNextOrGoOn;
        first.run();
    }

    @Override
    void left() {
        rest.cancel();
        // A phase without rounds is left as it is entered.
        if (round != null) {
            round.stop();
        }
    }

    /**
     * Says that the phase begins with an attempt that an earlier coordinator left.
     *
     * @param staged its updates whose files are whole
     */
    void goOnWith(RoundRecord left, List<Contribution> staged) {
        beginning = () -> {
            round = Round.takenUp(run, this, left, at -> stage(at, left, staged));
            run.happened(new RoundEvent.RoundTakenUp(
                    round.id(), staged.stream().map(Contribution::site).toList()));
            if (left.state() == RoundRowState.ABANDONED) {
                // Whether it is to stand still has been decided; it may have been told to go on since.
                run.close(pace.concerns(round), false, round.base().sha256(), List.of());
                int attempt = round.id().attempt();
                offerAfter(
                        backOff.isExhaustedBy(attempt) ? Duration.ZERO : backOff.after(attempt),
                        round.id().round(),
                        attempt + 1);
            } else {
                round.begin();
            }
        };
    }

    private RoundStage stage(Round round, RoundRecord left, List<Contribution> staged) {
        return switch (left.state()) {
            case OFFERED -> pace.gathering(round, staged);
            case COMMITTING -> committing(round, left.counted());
            case ABANDONED -> new Abandoned(round, left.reason());
            case COMMITTED -> throw new IllegalArgumentException("Round " + round.id() + " is committed, not open");
        };
    }

    private Committing committing(Round round, List<Contribution> frozen) {
        frozen.forEach(contribution -> pace.recall(contribution.site(), new SitePart.Contributed(contribution)));
        return new Committing(round, frozen);
    }

    private void offerNextOrGoOn() {
        if (run.orders().stop().isPresent()) {
            run.stop(run.orders().stop().get());
            return;
        }
        if (run.standing().committedRounds() < lastRound()) {
            offerUnlessToPause(run.standing().committedRounds() + 1, nextAttempt);
        } else {
            pace.end();
            run.become(next());
        }
    }

    private void offerUnlessToPause(int number, int attempt) {
        nextAttempt = attempt;
        run.orders()
                .pause()
                .ifPresentOrElse(
                        pause -> run.become(new Paused(run, pause.reason(), () -> this)), () -> offer(number, attempt));
    }

    private void offer(int number, int attempt) {
        round = new Round(run, this, new RoundId(run.id(), number, attempt), phase);
        round.begin();
    }

    /** The round is on disk as committed. */
    void committed(Round closed, Backbone next, List<String> contributors, Map<String, Double> losses) {
        run.committed(closed, next, pace.atWork());
        run.close(pace.concerns(closed), true, next.sha256(), contributors);
        RunOutcome.Bytes bytes = run.bytes();
        run.happened(new RoundEvent.RoundCommitted(
                closed.id(), contributors, next.sha256(), losses, bytes.down(), bytes.up()));
        nextAttempt = 1;
        offerNextOrGoOn();
    }

    /** The round is on disk as abandoned. */
    void abandoned(Round closed, String reason) {
        run.close(pace.concerns(closed), false, closed.base().sha256(), List.of());
        RunOutcome.Bytes bytes = run.bytes();
        run.happened(new RoundEvent.RoundAbandoned(closed.id(), reason, bytes.down(), bytes.up()));
        int number = closed.id().round();
        int attempt = closed.id().attempt();
        if (backOff.isExhaustedBy(attempt)) {
            run.pause("Round " + number + " was abandoned " + attempt + (attempt == 1 ? " time" : " times")
                            + ", the last time because " + reason)
                    .onFailure(run::fail)
                    .onSuccess(ordered -> offerAfter(Duration.ZERO, number, attempt + 1));
        } else {
            offerAfter(backOff.after(attempt), number, attempt + 1);
        }
    }

    private void offerAfter(Duration pause, int number, int attempt) {
        if (!run.isIn(this)) {
            return;
        }
        if (pause.isZero()) {
            offerUnlessToPause(number, attempt);
        } else {
            offeredAgainAt = run.time().now().plus(pause);
            rest = run.time().after(pause, () -> offerUnlessToPause(number, attempt));
        }
    }

    /** What is frozen is committed first. */
    @Override
    boolean mayStop() {
        return round == null || !(round.stage() instanceof Committing || round.stage() instanceof Committed);
    }

    @Override
    void stopping(Stop order) {
        if (round != null && (round.stage() instanceof Offered || round.stage() instanceof Gathering)) {
            String reason = "the run was stopped by " + order.by();
            run.journal()
                    .write(rows -> rows.rounds().abandoned(round.id(), reason))
                    .onFailure(run::fail);
            run.happened(new RoundEvent.RoundAbandoned(
                    round.id(), reason, run.bytes().down(), run.bytes().up()));
        }
    }

    @Override
    Optional<RoundId> excluded(EnrolledSite site, String reason) {
        run.line(site.id()).withdraw(RoundOffer.class::isInstance);
        return round == null
                ? Optional.empty()
                : pace.hears(round, round.id()).flatMap(stage -> stage.excluded(site.id(), reason));
    }

    @Override
    void readmitted(EnrolledSite site) {
        if (round != null) {
            pace.hears(round, round.id()).ifPresent(stage -> stage.readmitted(site));
        }
    }

    Round round() {
        return round;
    }

    Pace pace() {
        return pace;
    }

    @Override
    void arrived(EnrolledSite site) {
        pace.hears(round, round.id()).ifPresent(stage -> stage.arrived(site));
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
        pace.hears(round, progress.round()).ifPresent(stage -> stage.progressed(site, progress));
    }

    @Override
    Future<Answer> update(UpdateReady message) {
        if (message.round().isAfter(round.id())) {
            return Answers.refused(Refusal.NOT_OFFERED, "Round " + message.round() + " was not offered yet");
        }
        return run.standing().contributedLast(message)
                ? Answers.accepted()
                : pace.hears(round, message.round())
                        .map(stage -> stage.update(message))
                        .orElseGet(() -> super.update(message));
    }

    @Override
    Future<Answer> failed(WorkFailed message) {
        pace.hears(round, message.round()).ifPresent(stage -> stage.failed(message));
        return Answers.accepted();
    }
}
