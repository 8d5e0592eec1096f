package io.lorkd.coordinator.run;

import io.lorkd.coordinator.disk.StateFolder;
import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.intake.UpdateIntake;
import io.lorkd.coordinator.journal.EndedRun;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.journal.OpenRun;
import io.lorkd.coordinator.journal.OpenRun.WireBytes;
import io.lorkd.coordinator.registry.SiteRegistry;
import io.lorkd.coordinator.time.Time;
import io.lorkd.coordinator.work.BlockingWork;
import io.lorkd.model.init.Initialiser;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.plan.InvalidPlanException;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanDifferences;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.transfer.BlobHolder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Begins a run, or goes on with the one that the journal holds open. */
record RunOpening(
        Vertx vertx,
        Time time,
        RunSettings settings,
        StateFolder folder,
        BlockingWork files,
        JournalThread journal,
        BlobHolder holder) {

    /**
     * The run, before any site is let in.
     *
     * <p>Fails with {@link InvalidConfigurationException} where an open one has another plan, and with {@link
     * RunFailedException} where its backbone is gone.
     *
     * @param newRun the id of the run, where a new one is begun
     */
    Future<Run> open(String newRun) {
        return journal.ask(Journal::openRun)
                .compose(left -> left.isPresent() ? takeUp(left.get()) : sayAgainOrBegin(newRun));
    }

    /** A run is over once: a coordinator that is started again with its plan says how it ended, and begins no other. */
    private Future<Run> sayAgainOrBegin(String newRun) {
        return journal.ask(Journal::endedRun)
                .compose(last -> last.filter(ended -> hasThisPlan(ended.run())).isPresent()
                        ? Future.succeededFuture(sayAgain(last.get()))
                        : begin(newRun));
    }

    private boolean hasThisPlan(OpenRun past) {
        try {
            return PlanReader.parse(past.plan(), "the plan in the journal").equals(settings.plan());
        } catch (InvalidPlanException e) {
            return false; // of another version: then it is another run
        }
    }

    private Run sayAgain(EndedRun past) {
        Run run = inHand(reinstated(past.run()));
        run.become(new EndedBefore(run, past));
        return run;
    }

    private Future<Run> begin(String id) {
        return files.call(this::writeInitialBackbone)
                .compose(initial -> journal.write(rows ->
                                rows.runOpened(id, settings.plan().name(), PlanReader.write(settings.plan()), initial))
                        .map(initial))
                .map(initial -> {
                    Run run = inHand(run(id, new Backbone(initial, Optional.empty()), WireBytes.NONE));
                    run.happened(new CoordinatorEvent.RunOpened(
                            id, settings.plan().rounds().sites(), initial));
                    return run;
                });
    }

    private String writeInitialBackbone() throws Exception {
        // What is told of an earlier run here is not to be taken for this one's.
        Files.deleteIfExists(folder.path().resolve(RunOutcome.FILE));
        Path file = folder.blobs().staging("initial-backbone");
        Initialiser.backbone(
                settings.manifest(), settings.network(), settings.plan().seed(), file);
        return folder.blobs().keep(file);
    }

    private Future<Run> takeUp(OpenRun left) {
        return files.call(() -> {
                    checkThatItCanGoOn(left);
                    return left;
                })
                .map(checked -> {
                    Run run = inHand(reinstated(left));
                    run.become(new Recovering(run, left));
                    return run;
                });
    }

    private Run inHand(Run run) {
        run.happened(new CoordinatorEvent.RunInHand(
                run.id(), settings.plan(), settings.manifest().parameters()));
        return run;
    }

    private Run reinstated(OpenRun past) {
        Run run = run(past.id(), new Backbone(past.backbone(), past.optimiserState()), past.bytes());
        for (Enrol site : past.sites()) {
            run.sites().reinstate(site);
            if (!past.excluded().containsKey(site.site())) {
                run.backbone().grantTo(site.site());
            }
        }
        return run;
    }

    private void checkThatItCanGoOn(OpenRun left) {
        List<String> differences =
                PlanDifferences.between(PlanReader.parse(left.plan(), "the plan in the journal"), settings.plan());
        if (!differences.isEmpty()) {
            throw new InvalidConfigurationException("The state folder " + folder.path() + " holds run " + left.id()
                    + ", which has not ended, and its plan is another one than this: " + String.join("; ", differences)
                    + ". Name another state folder, or restore the plan");
        }
        if (!folder.blobs().has(left.backbone())) {
            throw new RunFailedException("The backbone of run " + left.id() + " is not in "
                    + folder.blobs().path(left.backbone()) + ": restore it from a copy, or name another state folder");
        }
    }

    private Run run(String id, Backbone backbone, WireBytes bytesBefore) {
        return new Run(
                id,
                settings,
                new Run.Means(
                        time,
                        new SiteRegistry(time, settings.liveness().lostAfter()),
                        new SiteLines(
                                new Messenger(vertx), time, settings.liveness().heartbeat()),
                        new BackboneShelf(
                                holder,
                                folder.blobs(),
                                backbone,
                                settings.plan().teacher().flatMap(Plan.Teacher::sha256)),
                        new UpdateIntake(vertx, settings.manifest(), folder.blobs(), files),
                        folder,
                        files,
                        journal),
                bytesBefore);
    }
}
