package io.lorkd.coordinator.run;

import io.lorkd.coordinator.disk.StateFolder;
import io.lorkd.coordinator.event.CoordinatorEvents;
import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.event.OrderGiven;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.intake.UpdateIntake;
import io.lorkd.coordinator.journal.EndedRun;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.OpenRun;
import io.lorkd.coordinator.journal.OpenRun.WireBytes;
import io.lorkd.coordinator.order.Order;
import io.lorkd.coordinator.registry.SiteRegistry;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.init.Initialiser;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.plan.InvalidPlanException;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanDifferences;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.plan.Teacher;
import io.lorkd.protocol.transfer.BlobHolder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Begins a run, or goes on with the one that the journal holds open. */
record RunOpening(Vertx vertx, Workplace place, PlanDesk desk, CoordinatorEvents events, BlobHolder holder) {
    private static final Logger LOG = LoggerFactory.getLogger(RunOpening.class);
    private static final String IN_JOURNAL = "the plan in the journal";

    /**
     * The run of a plan, before any site is let in.
     *
     * <p>Fails with {@link InvalidConfigurationException} where an open one has another plan, with {@link RunFailedException}
     * where its backbone is gone, and with {@link InvalidInputException} where the plan cannot be run.
     *
     * @param newRun makes the id of the run, where a new one is begun
     */
    Future<Run> open(Supplier<String> newRun, Plan plan) {
        return settle(plan)
                .compose(settings -> place.journal()
                        .ask(Journal::openRun)
                        .compose(left ->
                                left.isPresent() ? takeUp(left.get(), settings) : sayAgainOrBegin(newRun, settings)));
    }

    /** A run is over once: a coordinator that is started again with its plan says how it ended, and begins no other. */
    private Future<Run> sayAgainOrBegin(Supplier<String> newRun, RunSettings settings) {
        return place.journal()
                .ask(Journal::endedRun)
                .compose(last -> last.filter(ended -> hasPlan(ended.run(), settings.plan()))
                                .isPresent()
                        ? Future.succeededFuture(sayAgain(last.get(), settings))
                        : begin(newRun.get(), settings, Optional.empty()));
    }

    private static boolean hasPlan(OpenRun past, Plan plan) {
        try {
            return PlanReader.parse(past.plan(), IN_JOURNAL).equals(plan);
        } catch (InvalidPlanException e) {
            return false; // of another version: then it is another run
        }
    }

    /** The run that the journal had last, by the plan that it was begun with; empty where it had none. */
    Future<Optional<Run>> last() {
        return place.journal()
                .ask(Journal::openRun)
                .compose(left -> left.isPresent()
                        ? settle(PlanReader.parse(left.get().plan(), IN_JOURNAL))
                                .compose(settings -> takeUp(left.get(), settings))
                                .map(Optional::of)
                        : place.journal().ask(Journal::endedRun).compose(this::sayAgain));
    }

    private Future<Optional<Run>> sayAgain(Optional<EndedRun> last) {
        if (last.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return Future.succeededFuture(last.get().run().plan())
                .compose(plan -> settle(PlanReader.parse(plan, IN_JOURNAL)))
                .map(settings -> Optional.of(sayAgain(last.get(), settings)))
                .recover(e -> {
                    LOG.warn("How the last run ended is not shown: its plan is none of this version any more", e);
                    return Future.succeededFuture(Optional.empty());
                });
    }

    private Run sayAgain(EndedRun past, RunSettings settings) {
        Run run = inHand(reinstated(past.run(), settings));
        run.become(new EndedBefore(run, past));
        return run;
    }

    /** Begins a run that someone ordered; fails as {@link #open} where it cannot be. */
    Future<Run> start(String id, Plan plan, String who) {
        OrderGiven order = new OrderGiven(who, Order.START, Optional.empty(), plan.name());
        return settle(plan).compose(settings -> begin(id, settings, Optional.of(order)));
    }

    private Future<RunSettings> settle(Plan plan) {
        return place.files()
                .call(() -> desk.settle(plan))
                .map(checked -> new RunSettings(checked.plan(), checked.network(), place.liveness(), events));
    }

    private Future<Run> begin(String id, RunSettings settings, Optional<OrderGiven> order) {
        return place.files()
                .call(() -> writeInitialBackbone(settings))
                .compose(initial -> place.journal()
                        .ask(rows -> rows.runOpened(
                                id, settings.plan().name(), PlanReader.write(settings.plan()), initial, order))
                        .map(row -> begun(id, settings, initial, order, row)));
    }

    private Run begun(
            String id, RunSettings settings, String initial, Optional<OrderGiven> order, Optional<EventRow> row) {
        Run run = inHand(run(id, settings, new Backbone(initial, Optional.empty()), WireBytes.NONE));
        order.ifPresent(run::tell);
        row.ifPresent(run::journalled);
        run.happened(new RunEvent.RunOpened(id, settings.plan().rounds().sites(), initial));
        return run;
    }

    private String writeInitialBackbone(RunSettings settings) throws Exception {
        StateFolder folder = place.folder();
        Path file = folder.blobs().staging("initial-backbone");
        Initialiser.backbone(
                settings.manifest(), settings.network(), settings.plan().seed(), file);
        String digest = folder.blobs().keep(file);
        // What is told of an earlier run here is not to be taken for this one's.
        Files.deleteIfExists(folder.path().resolve(RunOutcome.FILE));
        return digest;
    }

    private Future<Run> takeUp(OpenRun left, RunSettings settings) {
        return place.files()
                .call(() -> {
                    checkThatItCanGoOn(left, settings);
                    return left;
                })
                .map(checked -> {
                    Run run = inHand(reinstated(left, settings));
                    run.become(new Recovering(run, left));
                    return run;
                });
    }

    private static Run inHand(Run run) {
        run.happened(new RunEvent.RunInHand(
                run.id(), run.plan(), run.settings().manifest().parameters()));
        return run;
    }

    private Run reinstated(OpenRun past, RunSettings settings) {
        Run run = run(past.id(), settings, new Backbone(past.backbone(), past.optimiserState()), past.bytes());
        for (Enrol site : past.sites()) {
            run.sites().reinstate(site);
            if (!past.excluded().containsKey(site.site())) {
                run.backbone().grantTo(site.site());
            }
        }
        return run;
    }

    private void checkThatItCanGoOn(OpenRun left, RunSettings settings) {
        StateFolder folder = place.folder();
        List<String> differences = PlanDifferences.between(PlanReader.parse(left.plan(), IN_JOURNAL), settings.plan());
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

    private Run run(String id, RunSettings settings, Backbone backbone, WireBytes bytesBefore) {
        return new Run(
                id,
                settings,
                new Run.Means(
                        place.time(),
                        new SiteRegistry(place.time(), settings.liveness().lostAfter()),
                        new SiteLines(
                                new Messenger(vertx),
                                place.time(),
                                settings.liveness().heartbeat()),
                        new BackboneShelf(
                                holder,
                                place.folder().blobs(),
                                backbone,
                                settings.plan().teacher().flatMap(Teacher::sha256)),
                        new UpdateIntake(
                                vertx, settings.manifest(), place.folder().blobs(), place.files()),
                        place.folder(),
                        place.files(),
                        place.journal()),
                bytesBefore);
    }
}
