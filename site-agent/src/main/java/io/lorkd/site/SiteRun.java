package io.lorkd.site;

import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.ToSite.RunFinished;
import io.lorkd.site.egress.EgressGuard;
import io.lorkd.site.folder.StateFolder;
import io.lorkd.site.train.Trained;
import io.lorkd.site.train.Trainer;
import io.lorkd.site.train.TrainingOrder;
import io.lorkd.site.train.WorkCancelledException;
import io.lorkd.site.unit.UnitStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * The site's work in one run, step by step: model, units and outbox together. File work runs on worker threads, one
 * request at a time; futures complete on the agent's context.
 */
final class SiteRun {
    private final Vertx vertx;
    private final StateFolder folder;
    private final Backbones backbones;
    private final Trainer trainer;
    private final EgressGuard guard;
    private final HeldStore store;

    SiteRun(Vertx vertx, StateFolder folder, Backbones backbones, Trainer trainer, EgressGuard guard, HeldStore store) {
        this.vertx = vertx;
        this.folder = folder;
        this.backbones = backbones;
        this.trainer = trainer;
        this.guard = guard;
        this.store = store;
    }

    /** Hears how the work on an offer gets on. */
    interface Listener extends Trainer.StepListener {
        /** @param bytes how much of the backbone is here */
        void onPulled(long bytes);
    }

    /**
     * Does the work of an offer, up to an update in the outbox and a sealed unit. What is left of work that failed or was
     * cancelled is removed, but for its checkpoint.
     *
     * @param wanted whether the work is still asked for
     */
    Future<Held> train(RoundOffer offer, Listener listener, BooleanSupplier wanted) {
        return backbones
                .fetch(offer.backbone(), wanted, listener::onPulled)
                .compose(backbone -> wanted.getAsBoolean()
                        ? blocking(() -> order(offer, backbone))
                        : Future.failedFuture(new WorkCancelledException()))
                .compose(order -> train(order, listener, wanted)
                        .compose(trained -> blocking(() -> store.seal(order, trained)))
                        .recover(failure -> clear(order).transform(cleared -> Future.failedFuture(failure))));
    }

    private TrainingOrder order(RoundOffer offer, Path backbone) throws IOException {
        return new TrainingOrder(
                offer,
                backbone,
                position(),
                folder.work().resolve("update"),
                store.candidate(offer.round()),
                folder.checkpoints());
    }

    private Future<Trained> train(TrainingOrder order, Trainer.StepListener listener, BooleanSupplier wanted) {
        return wanted.getAsBoolean()
                ? trainer.train(order, listener)
                : Future.failedFuture(new WorkCancelledException());
    }

    private long position() {
        return store.promoted().map(unit -> unit.provenance().position()).orElse(0L);
    }

    private Future<Void> clear(TrainingOrder order) {
        return blocking(() -> {
            store.clear(order);
            return null;
        });
    }

    /** Makes what was trained count. */
    Future<Void> promote(Held held) {
        return blocking(() -> {
            store.promote(held);
            return null;
        });
    }

    /** Gives up an update and its unit. */
    Future<Void> drop(Optional<Held> given) {
        return given.isEmpty()
                ? Future.succeededFuture()
                : blocking(() -> {
                    store.drop(given.get());
                    return null;
                });
    }

    /** The folder of the unit that counts. */
    Optional<Path> promotedUnit() {
        return store.promoted().map(UnitStore.Unit::folder);
    }

    /** The round that was last promoted. */
    Optional<Integer> promotedRound() {
        return store.promoted().map(unit -> unit.provenance().round());
    }

    /** Puts the model back to what was last promoted. */
    Future<Void> restorePromoted() {
        return trainer.restore(promotedUnit());
    }

    Future<Map<String, RegionLoss>> measure(String backbone, BooleanSupplier wanted) {
        return backbones
                .fetch(backbone, wanted, pulled -> {})
                .compose(trainer::measure)
                .map(losses -> {
                    guard.checkRegions(losses.keySet());
                    return losses;
                });
    }

    Future<List<RegionResult>> finish(RunFinished finished, BooleanSupplier wanted) {
        return backbones
                .fetch(finished.backbone(), wanted, pulled -> {})
                .compose(file -> trainer.finish(file, finished.backbone(), finished.ranks(), folder.experts()))
                .map(results -> {
                    guard.checkResults(results);
                    return results;
                });
    }

    /** Ends the training under way after the present step. */
    void cancel() {
        trainer.cancel();
    }

    /** Ends the training under way after the present step, with a checkpoint to go on from. */
    void suspend() {
        trainer.suspend();
    }

    /** Suspends what is under way, and is done when nothing of it touches the state folder any more. */
    Future<Void> close() {
        // What the trainer has just ended may still be sealed, by file work that was asked for before this.
        return trainer.close().transform(closed -> blocking(() -> null));
    }

    private <T> Future<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work);
    }
}
