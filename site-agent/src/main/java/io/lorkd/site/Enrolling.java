package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToSite.Measure;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.ToSite.RunEnded;
import io.lorkd.protocol.message.ToSite.RunFinished;
import io.vertx.core.Future;

/**
 * Asks to take part until there is an answer. The site does not listen yet: were its id taken, it would hear what is meant
 * for the other.
 */
final class Enrolling extends State {
    /** What it says between the coordinator's answer and the moment at which it can act on it. */
    static final String STILL_ENROLLING = "the site is still enrolling; ask again";

    Enrolling(Site site) {
        super(site);
    }

    @Override
    void enter() {
        site.enrol(this::isPresent)
                .onSuccess(this::answered)
                .onFailure(failure -> site.failIfPresent(this, "the site does not take part", failure));
    }

    private void answered(Answer answer) {
        if (!isPresent()) {
            return;
        }
        if (answer instanceof Answer.Enrolled enrolled) {
            site.listen()
                    .onSuccess(listening -> site.become(new Opening(site, enrolled)))
                    .onFailure(failure -> site.failIfPresent(this, "could not listen for the coordinator", failure));
        } else {
            site.become(Ended.refused(site, answer));
        }
    }

    @Override
    Future<Answer> onOffer(RoundOffer offer) {
        return notYet();
    }

    @Override
    Future<Answer> onClosed(RoundClosed closed) {
        return notYet();
    }

    @Override
    Future<Answer> onMeasure(Measure measure) {
        return notYet();
    }

    @Override
    Future<Answer> onFinished(RunFinished finished) {
        return notYet();
    }

    @Override
    Future<Answer> onEnded(RunEnded ended) {
        return notYet();
    }

    @Override
    Future<Answer> onRecall() {
        return notYet();
    }

    private static Future<Answer> notYet() {
        return refused(Refusal.BUSY, STILL_ENROLLING);
    }
}
