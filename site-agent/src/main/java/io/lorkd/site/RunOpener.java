package io.lorkd.site;

import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.transfer.BlobHolder;
import io.lorkd.site.egress.EgressGuard;
import io.lorkd.site.egress.Outbox;
import io.lorkd.site.folder.StateFolder;
import io.lorkd.site.train.PlannedModel;
import io.lorkd.site.train.Trainer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Makes a site ready for a run: units, guard, outbox and trainer, as the plan says. */
final class RunOpener {
    private final Vertx vertx;
    private final SiteSettings settings;
    private final StateFolder folder;
    private final List<Region> offered;
    private final TrainerFactory trainers;

    /** @param offered the regions as the site enrols with them */
    RunOpener(Vertx vertx, SiteSettings settings, StateFolder folder, List<Region> offered, TrainerFactory trainers) {
        this.vertx = vertx;
        this.settings = settings;
        this.folder = folder;
        this.offered = offered;
        this.trainers = trainers;
    }

    /** A run, and the update that the last process held of it. */
    record Opened(SiteRun run, Optional<Held> held) {}

    /**
     * The guard's manifest comes from the plan, not from the trainer: the trainer is what it guards against.
     *
     * @param wanted whether the run is waited for yet, while its teacher is pulled
     */
    Future<Opened> open(Answer.Enrolled enrolled, BlobHolder holder, BooleanSupplier wanted) {
        Pulls pulls = new Pulls(vertx, settings);
        Trainer trainer = trainers.create(settings, vertx.getOrCreateContext());
        return vertx.executeBlocking(() -> {
                    EgressGuard guard = new EgressGuard(PlannedModel.manifest(enrolled.plan()), offered);
                    HeldStore.Opened store =
                            HeldStore.open(settings.site(), folder, enrolled.run(), guard, toCoordinator(holder));
                    Backbones backbones = new Backbones(vertx, pulls, folder.backbones());
                    backbones.sweep();
                    SiteRun run = new SiteRun(vertx, folder, backbones, trainer, guard, store.store());
                    return new Opened(run, store.held());
                })
                .compose(opened -> new Teachers(vertx, pulls, folder.teachers())
                        .settle(enrolled.plan(), wanted)
                        .compose(plan -> trainer.open(plan, opened.run().promotedUnit()))
                        .map(opened))
                .recover(failure -> trainer.close().transform(closed -> Future.failedFuture(failure)));
    }

    private static Outbox.Grants toCoordinator(BlobHolder holder) {
        return new Outbox.Grants() {
            @Override
            public String peer() {
                return Address.coordinatorName();
            }

            @Override
            public void grant(String digest, Path file) {
                holder.grant(digest, file, Address.coordinatorName());
            }

            @Override
            public void revoke(String digest) {
                holder.revoke(digest, Address.coordinatorName());
            }
        };
    }
}
