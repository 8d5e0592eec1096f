package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.message.ToSite.Measure;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.ToSite.RunFinished;
import io.lorkd.site.event.SiteEvent;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/** The update is in the outbox and announced; it is kept until the round is closed. */
final class UpdatePending extends State {
    private static final Logger LOG = LoggerFactory.getLogger(UpdatePending.class);

    private final boolean modelIsAtUnit;
    private Held held;

    private UpdatePending(Site site, Held held, boolean modelIsAtUnit) {
        super(site);
        this.held = held;
        this.modelIsAtUnit = modelIsAtUnit;
    }

    /** The work has just been done. */
    static UpdatePending trained(Site site, Held held) {
        return new UpdatePending(site, held, true);
    }

    /** The update is of an abandoned attempt or of an earlier process, and the model has fallen back since. */
    static UpdatePending recovered(Site site, Held held) {
        return new UpdatePending(site, held, false);
    }

    @Override
    void enter() {
        announce();
    }

    private void announce() {
        Held announced = held;
        site.happened(new SiteEvent.UpdateAnnounced(announced.update()));
        site.deliver(announced.update(), () -> isPresent() && held == announced)
                .onSuccess(answer -> {
                    if (answer instanceof Answer.Refused refused) {
                        LOG.warn(
                                "site {}: the update of {} was refused ({}): {}",
                                site.id(),
                                announced.offer().round(),
                                refused.refusal(),
                                refused.reason());
                    }
                })
                .onFailure(unwanted -> LOG.debug("{}", unwanted.getMessage()));
    }

    @Override
    Optional<Held> held() {
        return Optional.of(held);
    }

    @Override
    Future<Answer> onOffer(RoundOffer other) {
        if (Rounds.isBefore(other.round(), held.offer().round())) {
            return refused(
                    Refusal.ROUND_CLOSED, "the site is at " + held.offer().round() + " by now");
        }
        if (held.answers(other)) {
            held = held.as(other);
            announce();
            return accepted();
        }
        return fallBackFor(other);
    }

    @Override
    Future<Answer> onClosed(RoundClosed closed) {
        Rounds.Closing closing = site.closing(closed, held.offer().round());
        return switch (closing) {
            case COUNTED -> Settling.promote(site, held, modelIsAtUnit, this);
            case ABANDONED -> {
                LOG.info(
                        "site {}: {} was abandoned; the update is kept until the next offer",
                        site.id(),
                        held.offer().round());
                yield fallBack(true).settled();
            }
            case PASSED_BY -> {
                LOG.info(
                        "site {}: {} was closed without this site's update, which is dropped",
                        site.id(),
                        held.offer().round());
                yield fallBack(false).settled();
            }
            case NONE -> accepted();
        };
    }

    @Override
    Future<Answer> onMeasure(Measure measure) {
        return fallBackFor(measure);
    }

    @Override
    Future<Answer> onFinished(RunFinished finished) {
        return fallBackFor(finished);
    }

    /** The coordinator has gone on, and what became of this round was not heard; only a known commit promotes. */
    private Future<Answer> fallBackFor(ToSite next) {
        LOG.warn(
                "site {}: heard of no end of {} before the next work; falling back",
                site.id(),
                held.offer().round());
        return fallBack(false).defer(next);
    }

    private Settling fallBack(boolean keep) {
        return Settling.fallBack(
                site,
                keep
                        ? Future.succeededFuture(Optional.of(held))
                        : site.run().drop(Optional.of(held)).map(Optional.empty()));
    }
}
