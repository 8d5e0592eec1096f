package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.lorkd.site.event.SiteEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** A round is over for the site: what it trained is promoted, or the model goes back to the last promoted unit. */
final class Settling extends Occupied {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);

    private final Supplier<Future<Optional<Held>>> work;
    private final Optional<State> whereNotWritten;
    private final Promise<Answer> settled = Promise.promise();

    /**
     * @param work with what is still held after it
     * @param whereNotWritten the state to go back to, to be told again, if a file cannot be written
     */
    private Settling(Site site, Supplier<Future<Optional<Held>>> work, Optional<State> whereNotWritten) {
        super(site);
        this.work = work;
        this.whereNotWritten = whereNotWritten;
    }

    /**
     * The round is committed with this site's update.
     *
     * @param modelIsAtUnit whether the model is as the unit has it, or has fallen back since
     * @param pending where the update stays held if the disk will not take the promotion now
     * @return the answer, once the promotion is on disk
     */
    static Future<Answer> promote(Site site, Held held, boolean modelIsAtUnit, State pending) {
        LOG.info("site {}: promoting the unit of {}", site.id(), held.offer().round());
        Settling settling = new Settling(
                site,
                () -> site.run()
                        .promote(held)
                        .onSuccess(promoted -> site.happened(
                                new SiteEvent.Promoted(held.offer().round())))
                        .compose(promoted -> modelIsAtUnit
                                ? Future.succeededFuture()
                                : site.run().restorePromoted())
                        .map(Optional.empty()),
                Optional.of(pending));
        site.become(settling);
        return settling.settled();
    }

    /**
     * The round came to nothing here.
     *
     * @param before what has to be over before the model is put back, with an update that may still be asked for
     */
    static Settling fallBack(Site site, Future<Optional<Held>> before) {
        Settling settling = new Settling(
                site, () -> before.compose(keep -> site.run().restorePromoted().map(keep)), Optional.empty());
        site.become(settling);
        return settling;
    }

    @Override
    void enter() {
        work.get().onComplete(result -> {
            if (result.failed() && result.cause() instanceof IOException e && whereNotWritten.isPresent()) {
                notWritten(e);
                return;
            }
            if (result.failed()) {
                settled.fail(result.cause());
                site.failIfPresent(this, "could not settle a round", result.cause());
                return;
            }
            settled.complete(new Answer.Accepted());
            if (isPresent()) {
                proceed(new Idle(site, result.result()));
            }
        });
    }

    /** Such as a full disk: nothing is promoted, nothing is lost, and the coordinator says again how the round closed. */
    private void notWritten(IOException e) {
        LOG.warn(
                "site {}: could not write down how a round closed; waiting to be told again: {}",
                site.id(),
                Failures.reason(e));
        if (isPresent()) {
            site.become(whereNotWritten.orElseThrow());
        }
        settled.complete(
                new Answer.Refused(Refusal.BUSY, "the site could not write down how the round closed; say it again"));
    }

    /** The same closing, said again, is answered when the first is: once what it asks for is done. */
    @Override
    Future<Answer> onClosed(RoundClosed closed) {
        Future<Answer> deferred = defer(closed);
        return settled().compose(done -> deferred);
    }

    @Override
    Future<Answer> onRecall() {
        return recallAfterwards();
    }

    /** The answer to the message that ended the round, once all is done. */
    Future<Answer> settled() {
        return settled.future();
    }
}
