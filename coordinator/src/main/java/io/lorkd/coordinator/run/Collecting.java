package io.lorkd.coordinator.run;

import io.lorkd.coordinator.crash.CoordinatorCrashPoint;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.coordinator.time.Time;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.vertx.core.Future;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The chosen sites train the round, which goes on until the quorum says that it closes. */
final class Collecting extends Gathering {
    private final Quorum quorum;
    private final List<Contribution> found;
    private Duration end = Duration.ZERO;
    private Time.Timer deadline = () -> {};
    private boolean deadlinePassed;

    /** @param found contributions that are in already: the round is taken up again */
    Collecting(Round round, List<Contribution> found) {
        super(round, new Parts());
        this.quorum = Quorum.of(run.plan(), round.chosen().size());
        this.found = List.copyOf(found);
    }

    @Override
    void entered() {
        Duration patience = run.plan().rounds().deadline();
        end = run.time().now().plus(patience);
        deadline = run.time().after(patience, () -> {
            deadlinePassed = true;
            settle();
        });
        found.forEach(contribution -> parts.set(contribution.site(), new SitePart.Contributed(contribution)));
        round.chosen()
                .forEach(site -> run.orders()
                        .exclusion(site.id())
                        .ifPresent(given -> parts.set(site.id(), excludedFrom(round.id(), given.reason()))));
        CoordinatorCrashPoint.SENDING_OFFERS.reached();
        round.chosen().stream().filter(site -> parts.of(site.id()).isEmpty()).forEach(this::offer);
        CoordinatorCrashPoint.OFFERS_SENT.reached();
        run.happened(new RoundEvent.RoundOffered(
                round.id(), run.plan().rounds().total(), round.phase(), parts.sites(), round.learningRate()));
        settle();
    }

    @Override
    void left() {
        deadline.cancel();
        run.lines().withdraw(RoundOffer.class::isInstance);
    }

    @Override
    Duration timeLeft() {
        return end.minus(run.time().now());
    }

    @Override
    boolean isOver() {
        return !round.isIn(this);
    }

    @Override
    Future<Answer> count(UpdateReady message) {
        Optional<Answer> objection = objection(message);
        if (objection.isPresent()) {
            return Future.succeededFuture(objection.get());
        }
        Contribution contribution = new Contribution(
                round.id(),
                message.round(),
                message.site(),
                message.digest(),
                message.bytes(),
                samples(message),
                message.losses(),
                message.ledgerHead());
        return run.journal()
                .write(journal -> journal.rounds().staged(contribution))
                .map(written -> objection(message).orElseGet(() -> counted(message, contribution, 0)));
    }

    @Override
    void settle() {
        if (isOver()) {
            return;
        }
        Quorum.Verdict verdict =
                quorum.decide(parts.tally(run.sites()::isLost, run.time().now(), deadlinePassed));
        if (verdict instanceof Quorum.Verdict.Commit) {
            round.become(new Committing(round, parts.contributions()));
        } else if (verdict instanceof Quorum.Verdict.Abandon abandon) {
            round.become(new Abandoned(round, abandon.reason()));
        }
    }
}
