package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.coordinator.time.Time;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.vertx.core.Future;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Nobody is waited for (FedBuff; Nguyen et al., 2022): every site that is free trains the newest backbone, and as many updates
 * as the buffer holds make the next one, whichever rounds they were offered in. A site whose update is in is free again when a
 * round has counted it, so that it goes on from the expert that belongs to that update.
 *
 * <p>Updates come in whatever the round is at: what arrives while one is being committed is pulled, and counts in the next.
 */
final class Buffering extends Gathering {
    private final Buffer buffer;
    private final Staleness staleness;
    private final Quorum quorum;
    private Time.Timer deadline = () -> {};
    private boolean deadlinePassed;

    Buffering(Round round, Buffer buffer) {
        super(round, buffer.parts());
        this.buffer = buffer;
        this.staleness = Staleness.of(run.plan().buffered().orElseThrow());
        this.quorum = Quorum.of(run.plan(), run.participants().size());
    }

    @Override
    void entered() {
        deadline = run.time().after(run.plan().rounds().deadline(), () -> {
            deadlinePassed = true;
            settle();
        });
        forgetWhatExcludedSitesHaveInEarlierRounds();
        List<EnrolledSite> free =
                run.participants().stream().filter(site -> isFree(site.id())).toList();
        free.forEach(this::offer);
        run.happened(new RoundEvent.RoundOffered(
                round.id(),
                run.plan().rounds().total(),
                round.phase(),
                free.stream().map(EnrolledSite::id).toList(),
                round.learningRate()));
        buffer.open(this);
        settle();
    }

    /** What a site that takes part had in an earlier round goes with its next offer. */
    private void forgetWhatExcludedSitesHaveInEarlierRounds() {
        run.sites().all().stream()
                .map(EnrolledSite::id)
                .filter(run.orders()::excludes)
                .filter(site -> parts.of(site).orElse(null) instanceof SitePart.Contributed)
                .forEach(parts::remove);
    }

    @Override
    void readmitted(EnrolledSite site) {
        if (parts.of(site.id()).orElse(null) instanceof SitePart.Declined) {
            parts.remove(site.id());
        }
        arrived(site);
    }

    @Override
    void left() {
        deadline.cancel();
        buffer.close();
    }

    /** Who is at work goes on with it, unless it would be too stale if it came now. */
    private boolean isFree(String site) {
        SitePart part = parts.of(site).orElse(null);
        if (part instanceof SitePart.Working) {
            return staleness.isTooLarge(tau(part.round()));
        }
        if (part instanceof SitePart.Contributed contributed) {
            return !contributed.contribution().round().equals(round.id());
        }
        return !(part instanceof SitePart.Sending);
    }

    private int tau(RoundId trained) {
        return Staleness.between(trained, round.id());
    }

    @Override
    Duration timeLeft() {
        return run.plan().rounds().deadline();
    }

    /** What comes of an update that was on its way has an effect in the next round. */
    @Override
    boolean isOver() {
        return false;
    }

    /** Who is enrolled since takes part at once, and who started again goes on with what it was offered. */
    @Override
    void arrived(EnrolledSite site) {
        SitePart part = parts.of(site.id()).orElse(null);
        if (part == null) {
            offer(site);
        } else if (part.isAwaited()) {
            buffer.offerTo(site.id()).ifPresentOrElse(same -> send(site.id(), same), () -> offer(site));
        }
    }

    @Override
    void send(String site, RoundOffer offer) {
        run.backbone().release(site, offer.backbone());
        buffer.offered(site, offer);
        super.send(site, offer);
    }

    @Override
    Future<Answer> update(UpdateReady message) {
        return isAwaited(message) && staleness.isTooLarge(tau(message.round()))
                ? Future.succeededFuture(stale(message))
                : super.update(message);
    }

    private Answer stale(UpdateReady message) {
        String reason = "The update is of round " + message.round().round() + ", and round "
                + round.id().round() + " is open; the plan takes updates that are at most " + staleness.largest()
                + " rounds behind. The newest backbone is offered";
        run.happened(new WorkEvent.UpdateRefused(message.site(), message.round(), Refusal.STALE, reason));
        offer(run.sites().find(message.site()).orElseThrow());
        return new Answer.Refused(Refusal.STALE, reason);
    }

    private boolean isAwaited(UpdateReady message) {
        return parts.of(message.site())
                .filter(part -> part.round().equals(message.round()))
                .filter(part -> part.isAwaited() && !(part instanceof SitePart.Sending))
                .isPresent();
    }

    @Override
    Future<Answer> count(UpdateReady message) {
        return buffer.next()
                .compose(open ->
                        open.isPresent() ? open.get().countHere(message) : Future.succeededFuture(late(message)));
    }

    private Future<Answer> countHere(UpdateReady message) {
        Optional<Answer> objection = objection(message);
        if (objection.isPresent()) {
            return Future.succeededFuture(objection.get());
        }
        int tau = tau(message.round());
        if (staleness.isTooLarge(tau)) {
            return Future.succeededFuture(stale(message));
        }
        Contribution contribution = new Contribution(
                round.id(),
                message.round(),
                message.site(),
                message.digest(),
                message.bytes(),
                staleness.weight(samples(message), tau),
                message.losses(),
                message.ledgerHead());
        // Where the buffer was full before the row was written, the next round counts it.
        return run.journal()
                .write(journal -> journal.rounds().staged(contribution))
                .compose(written -> round.isIn(this) || objection(message).isPresent()
                        ? Future.succeededFuture(
                                objection(message).orElseGet(() -> counted(message, contribution, tau)))
                        : count(message));
    }

    @Override
    void settle() {
        buffer.taking().ifPresent(Buffering::close);
    }

    private void close() {
        Quorum.Verdict verdict = quorum.decide(tally());
        if (verdict instanceof Quorum.Verdict.Commit) {
            round.become(new Committing(round, parts.contributions()));
        } else if (verdict instanceof Quorum.Verdict.Abandon abandon) {
            round.become(new Abandoned(round, abandon.reason()));
        }
    }

    private Quorum.Tally tally() {
        return parts.tally(run.sites()::isLost, run.time().now(), deadlinePassed);
    }
}
