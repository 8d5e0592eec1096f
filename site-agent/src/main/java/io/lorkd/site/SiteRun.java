package io.lorkd.site;

import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.ToSite.RunFinished;
import io.lorkd.site.egress.EgressGuard;
import io.lorkd.site.egress.Outbox;
import io.lorkd.site.folder.DurableFiles;
import io.lorkd.site.folder.StateFolder;
import io.lorkd.site.train.Trained;
import io.lorkd.site.train.Trainer;
import io.lorkd.site.train.TrainingOrder;
import io.lorkd.site.train.WorkCancelledException;
import io.lorkd.site.unit.Provenance;
import io.lorkd.site.unit.UnitStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final UnitStore units;
    private final Outbox outbox;

    SiteRun(
            Vertx vertx,
            StateFolder folder,
            Backbones backbones,
            Trainer trainer,
            EgressGuard guard,
            UnitStore units,
            Outbox outbox) {
        this.vertx = vertx;
        this.folder = folder;
        this.backbones = backbones;
        this.trainer = trainer;
        this.guard = guard;
        this.units = units;
        this.outbox = outbox;
    }

    /**
     * Does the work of an offer, up to an update in the outbox and a sealed unit. What is left of work that failed or was
     * cancelled is removed.
     *
     * @param wanted whether the work is still asked for
     */
    Future<Held> train(RoundOffer offer, Trainer.StepListener listener, BooleanSupplier wanted) {
        RoundId round = offer.round();
        return backbones
                .fetch(offer.backbone())
                .compose(backbone -> blocking(() -> units.candidate(round.round(), round.attempt()))
                        .map(candidate -> order(offer, backbone, candidate)))
                .compose(order -> train(order, listener, wanted)
                        .compose(trained -> seal(offer, order, trained))
                        .recover(failure -> clear(order).transform(cleared -> Future.failedFuture(failure))));
    }

    private TrainingOrder order(RoundOffer offer, Path backbone, Path candidate) {
        return new TrainingOrder(
                offer, backbone, position(), folder.work().resolve("update"), candidate, folder.checkpoints());
    }

    private Future<Trained> train(TrainingOrder order, Trainer.StepListener listener, BooleanSupplier wanted) {
        return wanted.getAsBoolean()
                ? trainer.train(order, listener)
                : Future.failedFuture(new WorkCancelledException());
    }

    private long position() {
        return units.promoted().map(unit -> unit.provenance().position()).orElse(0L);
    }

    /** The unit first: once the update can be pulled, there is a unit to promote. */
    private Future<Held> seal(RoundOffer offer, TrainingOrder order, Trained trained) {
        RoundId round = offer.round();
        return blocking(() -> {
            guard.checkReport(trained.losses(), trained.metrics());
            UnitStore.Unit unit = units.seal(
                    order.unit(),
                    new Provenance(round.run(), round.round(), round.attempt(), offer.backbone(), trained.position()));
            return new Held(offer, outbox.admit(order.update()), unit, trained);
        });
    }

    private Future<Void> clear(TrainingOrder order) {
        return blocking(() -> {
            DurableFiles.remove(order.update());
            units.discard(order.unit());
            return null;
        });
    }

    /** Makes what was trained count. */
    Future<Void> promote(Held held) {
        return blocking(() -> {
            units.promote(held.unit());
            outbox.withdraw(held.update());
            return null;
        });
    }

    /** Gives up an update and its unit. */
    Future<Void> drop(Optional<Held> given) {
        if (given.isEmpty()) {
            return Future.succeededFuture();
        }
        Held held = given.get();
        return blocking(() -> {
            outbox.withdraw(held.update());
            units.discard(held.unit().folder());
            return null;
        });
    }

    /** The folder of the unit that counts. */
    Optional<Path> promotedUnit() {
        return units.promoted().map(UnitStore.Unit::folder);
    }

    /** The round that was last promoted. */
    Optional<Integer> promotedRound() {
        return units.promoted().map(unit -> unit.provenance().round());
    }

    /** Puts the model back to what was last promoted. */
    Future<Void> restorePromoted() {
        return trainer.restore(promotedUnit());
    }

    Future<Map<String, RegionLoss>> measure(String backbone) {
        return backbones.fetch(backbone).compose(trainer::measure).map(losses -> {
            guard.checkRegions(losses.keySet());
            return losses;
        });
    }

    Future<List<RegionResult>> finish(RunFinished finished) {
        return backbones
                .fetch(finished.backbone())
                .compose(file -> trainer.finish(file, finished.backbone(), finished.ranks(), folder.experts()))
                .map(results -> {
                    Set<String> reported = new HashSet<>();
                    results.forEach(result -> reported.add(result.region()));
                    guard.checkRegions(reported);
                    return results;
                });
    }

    void cancel() {
        trainer.cancel();
    }

    Future<Void> close() {
        return trainer.close();
    }

    private <T> Future<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work);
    }
}
