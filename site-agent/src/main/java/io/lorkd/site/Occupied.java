package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.message.ToSite.Measure;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.ToSite.RunFinished;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Something short is under way that nothing need interrupt: messages are accepted, and meant for the state after it. */
abstract class Occupied extends State {
    private static final int MAX_DEFERRED = 16;

    private final Set<ToSite> deferred = new LinkedHashSet<>();
    private final Promise<Void> over = Promise.promise();

    Occupied(Site site) {
        super(site);
    }

    /** Accepts a message and keeps it for the next state; the same one twice is kept once. */
    final Future<Answer> defer(ToSite message) {
        if (deferred.size() >= MAX_DEFERRED && !deferred.contains(message)) {
            return refused(Refusal.BUSY, "the site is busy and has " + MAX_DEFERRED + " messages waiting; ask again");
        }
        deferred.add(message);
        return accepted();
    }

    /** Whether there is something to go on with. */
    final boolean hasDeferred() {
        return !deferred.isEmpty();
    }

    /** Goes on to the next state, and lets it have what was deferred. */
    final void proceed(State next) {
        site.become(next);
        for (ToSite message : List.copyOf(deferred)) {
            site.state().on(message);
        }
        over.complete();
    }

    /** For a state that is just finding out what the site holds: says it when that is known. */
    final Future<Answer> recallAfterwards() {
        return over.future().compose(done -> site.state().onRecall());
    }

    @Override
    Future<Answer> onOffer(RoundOffer offer) {
        return defer(offer);
    }

    @Override
    Future<Answer> onClosed(RoundClosed closed) {
        return defer(closed);
    }

    @Override
    Future<Answer> onMeasure(Measure measure) {
        return defer(measure);
    }

    @Override
    Future<Answer> onFinished(RunFinished finished) {
        return defer(finished);
    }
}
