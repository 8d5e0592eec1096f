package io.lorkd.site;

import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.train.LocalTrainer;
import io.lorkd.site.train.Trained;
import io.lorkd.site.train.Trainer;
import io.lorkd.site.train.TrainingOrder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A site's real trainer in the hands of somebody who changes its updates before the guard sees them. It stands in the
 * site's package because no trainer but the real one can be given to a site from outside.
 */
public final class TamperingTrainer implements Trainer {

    /** What is done to an update that was written as ordered. */
    @FunctionalInterface
    public interface Tampering {
        void with(TrainingOrder order) throws IOException;
    }

    private final Trainer trainer;
    private final Tampering tampering;
    private final Function<RoundId, Future<Void>> ready;

    private TamperingTrainer(Trainer trainer, Tampering tampering, Function<RoundId, Future<Void>> ready) {
        this.trainer = trainer;
        this.tampering = tampering;
        this.ready = ready;
    }

    /** A site like any other but for its trainer. */
    public static Future<SiteAgent> site(Vertx vertx, SiteSettings settings, Tampering tampering) {
        return site(vertx, settings, tampering, round -> Future.succeededFuture());
    }

    /**
     * A site that is slow.
     *
     * @param ready when its update of a round is ready at the earliest
     */
    public static Future<SiteAgent> slowSite(
            Vertx vertx, SiteSettings settings, Function<RoundId, Future<Void>> ready) {
        return site(vertx, settings, order -> {}, ready);
    }

    private static Future<SiteAgent> site(
            Vertx vertx, SiteSettings settings, Tampering tampering, Function<RoundId, Future<Void>> ready) {
        return SiteAgent.start(
                vertx,
                settings,
                (ofSite, context) -> new TamperingTrainer(
                        new LocalTrainer(
                                ofSite.site(),
                                ofSite.regions(),
                                ofSite.stepLock(),
                                ofSite.checkpoint(),
                                ofSite.pictures(),
                                context),
                        tampering,
                        ready));
    }

    @Override
    public Future<Trained> train(TrainingOrder order, StepListener listener) {
        return trainer.train(order, listener)
                .compose(trained -> whenReady(order.offer().round(), trained))
                .compose(trained -> {
                    try {
                        tampering.with(order);
                        return Future.succeededFuture(trained);
                    } catch (IOException e) {
                        return Future.failedFuture(e);
                    }
                });
    }

    /** On the context that asked, as all that a trainer says is. */
    private <T> Future<T> whenReady(RoundId round, T value) {
        Promise<T> here = Promise.promise();
        Context context = Vertx.currentContext();
        ready.apply(round).onComplete(done -> context.runOnContext(later -> here.complete(value)));
        return here.future();
    }

    @Override
    public Future<Void> open(Plan plan, Optional<Path> unit) {
        return trainer.open(plan, unit);
    }

    @Override
    public void cancel() {
        trainer.cancel();
    }

    @Override
    public void suspend() {
        trainer.suspend();
    }

    @Override
    public Future<Void> restore(Optional<Path> unit) {
        return trainer.restore(unit);
    }

    @Override
    public Future<Map<String, RegionLoss>> measure(Path backbone) {
        return trainer.measure(backbone);
    }

    @Override
    public Future<List<RegionResult>> finish(Path backbone, String digest, Map<String, Integer> ranks, Path experts) {
        return trainer.finish(backbone, digest, ranks, experts);
    }

    @Override
    public Future<Void> close() {
        return trainer.close();
    }
}
