package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator.Progress;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.message.ToSite.Excluded;
import io.lorkd.protocol.message.ToSite.Measure;
import io.lorkd.protocol.message.ToSite.Readmitted;
import io.lorkd.protocol.message.ToSite.Recall;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.ToSite.RunEnded;
import io.lorkd.protocol.message.ToSite.RunFinished;
import io.vertx.core.Future;

import java.util.Optional;

/**
 * What the site is doing, and what each message means to it meanwhile. States are entered and left by {@link
 * Site#become}; work that ends after its state was left asks {@link #isPresent} and changes nothing.
 */
abstract class State {
    final Site site;

    State(Site site) {
        this.site = site;
    }

    void enter() {}

    void leave() {}

    boolean isPresent() {
        return site.state() == this;
    }

    /** Ends what is under way so that a later start goes on from there; called before the agent is closed. */
    void suspend() {}

    /** An update that is ready and whose round is not known to be closed, or may be offered again. */
    Optional<Held> held() {
        return Optional.empty();
    }

    /** How far the work on an offer is, for heartbeats. */
    Optional<Progress> progress() {
        return Optional.empty();
    }

    final Future<Answer> on(ToSite message) {
        if (message instanceof RoundOffer offer) {
            return onOffer(offer);
        } else if (message instanceof RoundClosed closed) {
            return onClosed(closed);
        } else if (message instanceof Measure measure) {
            return onMeasure(measure);
        } else if (message instanceof RunFinished finished) {
            return onFinished(finished);
        } else if (message instanceof Recall) {
            return onRecall();
        } else if (message instanceof Excluded || message instanceof Readmitted) {
            return accepted(); // the site has taken note; what it was at is ended by a closing
        } else {
            return onEnded((RunEnded) message);
        }
    }

    abstract Future<Answer> onOffer(RoundOffer offer);

    abstract Future<Answer> onClosed(RoundClosed closed);

    abstract Future<Answer> onMeasure(Measure measure);

    abstract Future<Answer> onFinished(RunFinished finished);

    Future<Answer> onEnded(RunEnded ended) {
        site.become(new Ended(site, SiteOutcome.Kind.ENDED, "the coordinator ended the run: " + ended.reason()));
        return accepted();
    }

    /** What the site holds of the run, for a coordinator that has started again. */
    Future<Answer> onRecall() {
        return Future.succeededFuture(
                new Answer.Holding(progress().map(Progress::round), held().map(Held::update), site.promotedRound()));
    }

    static Future<Answer> accepted() {
        return Future.succeededFuture(new Answer.Accepted());
    }

    static Future<Answer> refused(Refusal refusal, String reason) {
        return Future.succeededFuture(new Answer.Refused(refusal, reason));
    }
}
