package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator.Progress;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.message.ToSite.Measure;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.ToSite.RunFinished;
import io.lorkd.site.crash.SiteCrashPoint;
import io.lorkd.site.event.SiteEvent;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/** An offer was accepted: its backbone is pulled, its work done, the update put through the guard, the unit sealed. */
final class Training extends State {
    private static final Logger LOG = LoggerFactory.getLogger(Training.class);

    private final Optional<Held> stale;
    private RoundOffer offer;
    private Future<Held> work = Future.failedFuture("not begun");
    private boolean suspended;
    private long pulledBytes;
    private long step;
    private long steps;
    private double loss = Double.NaN;

    /**
     * @param stale an update of an abandoned round, which this work takes the place of
     */
    Training(Site site, RoundOffer offer, Optional<Held> stale) {
        super(site);
        this.offer = offer;
        this.stale = stale;
    }

    @Override
    void enter() {
        LOG.info("site {}: training {}", site.id(), offer.round());
        SiteCrashPoint.OFFER_TAKEN.reached();
        site.happened(new SiteEvent.WorkBegun(offer));
        work = site.run()
                .drop(stale)
                .compose(dropped -> site.diskTrouble()
                        .outlast(
                                () -> site.run().train(offer, new Progressing(), this::isPresent),
                                () -> site.run().restorePromoted(),
                                this::isPresent));
        work.onSuccess(this::done).onFailure(this::failed);
    }

    private final class Progressing implements SiteRun.Listener {
        @Override
        public void onPulled(long bytes) {
            pulledBytes = bytes;
        }

        @Override
        public void onStep(long done, long ofAll, double lossOfStep) {
            step = done;
            steps = ofAll;
            loss = lossOfStep;
            site.happened(new SiteEvent.StepDone(offer.round(), done, ofAll, lossOfStep));
        }
    }

    private void done(Held held) {
        if (isPresent()) {
            // The offer may have been made again meanwhile, as a later attempt.
            site.become(UpdatePending.trained(site, held.as(offer)));
        }
    }

    private void failed(Throwable failure) {
        if (!isPresent()) {
            return;
        }
        String reason = Failures.reason(failure);
        LOG.warn("site {}: the work on {} failed: {}", site.id(), offer.round(), reason, Failures.trace(failure));
        site.deliver(new WorkFailed(site.id(), offer.round(), reason), () -> true)
                .onFailure(lost -> LOG.debug("the failure of {} was not reported", offer.round()));
        Settling.fallBack(site, Future.succeededFuture(Optional.empty()));
    }

    @Override
    void suspend() {
        suspended = true;
        site.run().suspend();
    }

    @Override
    void leave() {
        if (!suspended) {
            site.run().cancel();
        }
    }

    @Override
    Optional<Progress> progress() {
        return Optional.of(new Progress(offer.round(), pulledBytes, step, steps, loss));
    }

    @Override
    Future<Answer> onOffer(RoundOffer other) {
        if (other.round().equals(offer.round())) {
            return accepted();
        }
        if (Rounds.isBefore(other.round(), offer.round())) {
            return refused(Refusal.ROUND_CLOSED, "the site is at " + offer.round() + " by now");
        }
        if (offer.sameWork(other)) {
            offer = other;
            return accepted();
        }
        return abandonFor(other);
    }

    @Override
    Future<Answer> onClosed(RoundClosed closed) {
        Rounds.Closing closing = site.closing(closed, offer.round());
        if (closing != Rounds.Closing.NONE) {
            LOG.info("site {}: {} was closed before the work on it was done", site.id(), offer.round());
            if (closing == Rounds.Closing.ABANDONED) {
                suspend();
            }
            abandon();
        }
        return accepted();
    }

    @Override
    Future<Answer> onMeasure(Measure measure) {
        return abandonFor(measure);
    }

    @Override
    Future<Answer> onFinished(RunFinished finished) {
        return abandonFor(finished);
    }

    /** The coordinator has gone on to something else, so it has closed this round. */
    private Future<Answer> abandonFor(ToSite next) {
        return abandon().defer(next);
    }

    private Settling abandon() {
        boolean keep = suspended;
        // Work that was past the last step is done all the same, and kept or removed.
        Future<Optional<Held>> over = work.compose(
                held -> keep
                        ? Future.succeededFuture(Optional.of(held))
                        : site.run().drop(Optional.of(held)).map(Optional.<Held>empty()),
                cancelled -> Future.succeededFuture(Optional.<Held>empty()));
        return Settling.fallBack(site, over);
    }
}
