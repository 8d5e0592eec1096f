package io.lorkd.coordinator.run;

import io.lorkd.coordinator.crash.CoordinatorCrashPoint;
import io.lorkd.coordinator.event.Doing;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.coordinator.event.WorkEvent.UpdateStaged;
import io.lorkd.coordinator.intake.Arrival;
import io.lorkd.coordinator.intake.UpdateRefusedException;
import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Progress;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Sites have offers, and their updates are staged as they come: pulled, checked, and on disk before they are journalled, and
 * journalled before they are answered. What it comes to is for the kinds of it to say.
 */
abstract sealed class Gathering extends RoundStage permits Collecting, Buffering {
    private static final Logger LOG = LoggerFactory.getLogger(Gathering.class);

    final Parts parts;

    Gathering(Round round, Parts parts) {
        super(round);
        this.parts = parts;
    }

    /** Something has changed: closes the round if it is time. */
    abstract void settle();

    /** Until when offers last. */
    abstract Duration timeLeft();

    /** The file of an update is here: counts it in. Fails with what went wrong on this side. */
    abstract Future<Answer> count(UpdateReady message);

    /** Whether what still comes of an update has no effect any more. */
    abstract boolean isOver();

    // Offers

    void offer(EnrolledSite site) {
        parts.set(site.id(), new SitePart.Offered(round.id()));
        send(site.id(), newOffer(site));
    }

    private RoundOffer newOffer(EnrolledSite site) {
        return new RoundOffer(
                round.id(),
                round.phase(),
                round.base().sha256(),
                round.training().ranks(site),
                round.learningRate(),
                round.work(site),
                timeLeft(),
                lease());
    }

    void send(String site, RoundOffer offer) {
        run.line(site).withdraw(RoundOffer.class::isInstance);
        run.line(site).send(offer, answer -> answered(offer, site, answer));
    }

    private void answered(RoundOffer offer, String site, Answer answer) {
        SitePart part = parts.of(site).orElse(null);
        if (isOver() || part == null || !part.round().equals(offer.round())) {
            return;
        }
        if (answer instanceof Answer.Refused refused) {
            if (part.isAwaited()) {
                decline(site, refused.refusal(), "it refused the offer: " + refused.reason());
            }
        } else if (part instanceof SitePart.Offered) {
            parts.set(site, new SitePart.Working(offer.round(), newLease()));
            turnedTo(site, offer.round(), Doing.PULLING);
        }
    }

    private void turnedTo(String site, RoundId offer, Doing doing) {
        if (parts.turnsTo(site, doing, run.time().now())) {
            run.happened(new WorkEvent.SiteTurnedTo(site, offer, doing));
        }
    }

    private Lease newLease() {
        return new Lease(lease(), run.time().now());
    }

    private Duration lease() {
        return run.plan().rounds().lease();
    }

    /**
     * A site that started again may not know of the offer; one whose update is being pulled announces it again. Who has no
     * part here takes part from the next round on.
     */
    @Override
    void arrived(EnrolledSite site) {
        parts.of(site.id()).filter(SitePart::isAwaited).ifPresent(part -> {
            if (part instanceof SitePart.Sending) {
                send(site.id(), newOffer(site));
            } else {
                offer(site);
            }
        });
    }

    /** With a buffer, what is in may be frozen in a commit that is under way. */
    @Override
    Optional<RoundId> excluded(String site, String reason) {
        Optional<RoundId> taken = parts.of(site)
                .filter(part -> part.isAwaited() || part instanceof SitePart.Contributed && round.isIn(this))
                .map(SitePart::round);
        taken.ifPresent(offer -> {
            parts.set(site, excludedFrom(offer, reason));
            settle();
        });
        return taken;
    }

    static SitePart excludedFrom(RoundId offer, String reason) {
        return new SitePart.Declined(offer, Refusal.EXCLUDED, "the site is excluded: " + reason);
    }

    @Override
    void lost(EnrolledSite site) {
        settle();
    }

    @Override
    void progressed(String site, Progress progress) {
        boolean isAtIt = parts.of(site)
                .filter(part -> part.isAwaited() && part.round().equals(progress.round()))
                .isPresent();
        if (isAtIt) {
            parts.progressed(site, progress, lease(), run.time().now());
            if (parts.of(site).orElseThrow() instanceof SitePart.Working) {
                turnedTo(site, progress.round(), progress.steps() == 0 ? Doing.PULLING : Doing.TRAINING);
            }
            run.happened(new WorkEvent.SiteProgress(site, progress));
        }
    }

    @Override
    void ticked() {
        for (String site : parts.newlyStandingStill(run.time().now())) {
            run.happened(new WorkEvent.LeaseExpired(site, round.id(), lease()));
            settle();
        }
    }

    @Override
    void failed(WorkFailed message) {
        parts.of(message.site())
                .filter(part -> part.isAwaited() && part.round().equals(message.round()))
                .ifPresent(part -> decline(message.site(), Refusal.ROUND_CLOSED, message.reason()));
    }

    private void decline(String site, Refusal refusal, String reason) {
        parts.set(site, new SitePart.Declined(parts.of(site).orElseThrow().round(), refusal, reason));
        run.happened(new WorkEvent.WorkFailed(site, round.id(), reason));
        settle();
    }

    // Updates

    @Override
    Future<Answer> update(UpdateReady message) {
        SitePart part = parts.of(message.site()).orElse(null);
        if (part == null || !part.round().equals(message.round())) {
            return part != null && part.round().isAfter(message.round())
                    ? Answers.refused(
                            Refusal.ROUND_CLOSED, message.site() + " is offered round " + part.round() + " by now")
                    : Answers.refused(
                            Refusal.NOT_OFFERED, "Round " + message.round() + " was not offered to " + message.site());
        }
        if (part instanceof SitePart.Sending sending) {
            return sending.digest().equals(message.digest())
                    ? sending.answer()
                    : Answers.refused(Refusal.BUSY, "Another update of this round is being pulled");
        }
        if (part instanceof SitePart.Contributed contributed) {
            return contributed.contribution().digest().equals(message.digest())
                    ? Answers.accepted()
                    : Answers.refused(Refusal.NOT_OFFERED, "Another update of this round is in already");
        }
        if (part instanceof SitePart.Declined declined) {
            return Answers.refused(declined.refusal(), declined.reason());
        }
        return stage(message, part instanceof SitePart.Working working ? working.lease() : newLease());
    }

    /** The order is: the file, the journal's row, the answer. */
    private Future<Answer> stage(UpdateReady message, Lease lease) {
        Promise<Answer> answer = Promise.promise();
        parts.set(message.site(), new SitePart.Sending(message.round(), message.digest(), answer.future(), lease));
        turnedTo(message.site(), message.round(), Doing.SENDING);
        run.intake()
                .stage(message, renewing(lease, message.bytes()))
                .compose(staged -> count(message))
                .onComplete(result -> answer.complete(
                        result.succeeded() ? result.result() : refused(message, lease, result.cause())));
        return answer.future();
    }

    private Arrival renewing(Lease lease, long all) {
        return new Arrival() {
            @Override
            public void pulled(long bytes) {
                lease.pulled(bytes, run.time().now());
                if (bytes >= all) {
                    lease.fulfil();
                }
            }

            @Override
            public void waiting() {
                lease.waited(run.time().now());
            }
        };
    }

    /** To be called when the row is on disk. */
    Answer counted(UpdateReady message, Contribution contribution, int staleness) {
        UpdateStaged.Took took = parts.took(message.site(), run.time().now());
        parts.set(message.site(), new SitePart.Contributed(contribution));
        run.happened(new UpdateStaged(
                message.site(),
                contribution.round(),
                message.bytes(),
                samples(message),
                staleness,
                message.losses(),
                message.metrics(),
                took));
        CoordinatorCrashPoint.ANSWERING_UPDATE.reached();
        settle();
        return new Answer.Accepted();
    }

    private Answer refused(UpdateReady message, Lease lease, Throwable cause) {
        Optional<Answer> objection = objection(message);
        if (objection.isPresent()) {
            return objection.get();
        }
        lease.reopen();
        if (cause instanceof UpdateRefusedException refused) {
            parts.set(
                    message.site(),
                    refused.mayBeTriedAgain()
                            ? new SitePart.Working(message.round(), lease)
                            : new SitePart.Declined(message.round(), refused.refusal(), refused.getMessage()));
            run.happened(new WorkEvent.UpdateRefused(
                    message.site(), message.round(), refused.refusal(), refused.getMessage()));
            settle();
            return new Answer.Refused(refused.refusal(), refused.getMessage());
        }
        if (run.isOver()) {
            return run.state().notNow(message).orElseGet(() -> late(message));
        }
        LOG.error("The update of {} for round {} could not be staged", message.site(), message.round(), cause);
        parts.set(message.site(), new SitePart.Working(message.round(), lease));
        return new Answer.Refused(
                Refusal.INTERNAL, "The update could not be staged; the coordinator's log says why. Announce it again");
    }

    /** Why an update that was on its way has no effect any more; empty where it has. */
    Optional<Answer> objection(UpdateReady message) {
        if (isOver()) {
            return Optional.of(late(message));
        }
        Optional<SitePart> part = parts.of(message.site());
        boolean awaited = part.filter(SitePart.Sending.class::isInstance)
                .filter(sending -> ((SitePart.Sending) sending).digest().equals(message.digest()))
                .isPresent();
        if (awaited) {
            return Optional.empty();
        }
        return Optional.of(
                part.orElse(null) instanceof SitePart.Declined declined
                        ? new Answer.Refused(declined.refusal(), declined.reason())
                        : late(message));
    }

    static Answer late(UpdateReady message) {
        return new Answer.Refused(
                Refusal.ROUND_CLOSED,
                "Round " + message.round() + " closed while " + message.site() + "'s update was on its way");
    }

    /** A site's weight is never more than the samples that it enrolled with. */
    long samples(UpdateReady message) {
        long enrolled = run.sites().find(message.site()).orElseThrow().samples();
        return Math.min(message.samples(), enrolled);
    }

    /** For how long yet each site is waited for that is at work. */
    Map<String, Duration> leases() {
        return parts.leases(run.time().now());
    }
}
