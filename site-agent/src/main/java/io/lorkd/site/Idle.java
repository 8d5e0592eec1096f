package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToSite.Measure;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.ToSite.RunFinished;
import io.vertx.core.Future;

import java.util.Optional;

/**
 * Nothing to do; the model is at the last promoted unit. Where the last round was abandoned the update of it is still
 * held: if the same work is offered again it is the answer, and need not be trained again.
 */
final class Idle extends State {
    private final Optional<Held> held;

    Idle(Site site) {
        this(site, Optional.empty());
    }

    Idle(Site site, Optional<Held> held) {
        super(site);
        this.held = held;
    }

    @Override
    Optional<Held> held() {
        return held;
    }

    @Override
    Future<Answer> onOffer(RoundOffer offer) {
        if (site.isClosed(offer.round())) {
            return refused(Refusal.ROUND_CLOSED, offer.round() + " is over at this site");
        }
        if (held.filter(update -> update.answers(offer)).isPresent()) {
            site.become(UpdatePending.recovered(site, held.get().as(offer)));
        } else {
            site.become(new Training(site, offer, held));
        }
        return accepted();
    }

    @Override
    Future<Answer> onClosed(RoundClosed closed) {
        if (held.filter(update -> site.closing(closed, update.offer().round()) == Rounds.Closing.COUNTED)
                .isPresent()) {
            return Settling.promote(site, held.get(), false, this);
        }
        return accepted(); // said again, or of a round that this site has no part in
    }

    @Override
    Future<Answer> onMeasure(Measure measure) {
        site.become(new Measuring(site, measure, held));
        return accepted();
    }

    @Override
    Future<Answer> onFinished(RunFinished finished) {
        site.become(new Finishing(site, finished, held));
        return accepted();
    }
}
