package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.function.Supplier;

/** A round is over for the site: what it trained is promoted, or the model goes back to the last promoted unit. */
final class Settling extends Occupied {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);

    private final Supplier<Future<Optional<Held>>> work;
    private final Promise<Answer> settled = Promise.promise();

    /** @param work with what is still held after it */
    private Settling(Site site, Supplier<Future<Optional<Held>>> work) {
        super(site);
        this.work = work;
    }

    /**
     * The round is committed with this site's update.
     *
     * @param modelIsAtUnit whether the model is as the unit has it, or has fallen back since
     * @return the answer, once the promotion is on disk
     */
    static Future<Answer> promote(Site site, Held held, boolean modelIsAtUnit) {
        LOG.info("site {}: promoting the unit of {}", site.id(), held.offer().round());
        Settling settling = new Settling(
                site,
                () -> site.run()
                        .promote(held)
                        .compose(promoted -> modelIsAtUnit
                                ? Future.succeededFuture()
                                : site.run().restorePromoted())
                        .map(Optional.empty()));
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
                site, () -> before.compose(keep -> site.run().restorePromoted().map(keep)));
        site.become(settling);
        return settling;
    }

    @Override
    void enter() {
        work.get().onComplete(result -> {
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
