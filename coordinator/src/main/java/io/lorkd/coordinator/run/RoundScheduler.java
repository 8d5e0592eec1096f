package io.lorkd.coordinator.run;

import io.lorkd.coordinator.disk.StateFolder;
import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.intake.UpdateIntake;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.journal.OpenRun;
import io.lorkd.coordinator.journal.OpenRun.WireBytes;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.coordinator.registry.Enrolment;
import io.lorkd.coordinator.registry.SiteRegistry;
import io.lorkd.coordinator.time.Time;
import io.lorkd.coordinator.work.BlockingWork;
import io.lorkd.model.init.Initialiser;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Heartbeat;
import io.lorkd.protocol.message.ToCoordinator.Measured;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.lorkd.protocol.plan.PlanDifferences;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.transfer.BlobHolder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import static java.util.Objects.requireNonNull;

/**
 * The actor that takes a run through its states, and the only one that does. It hears the sites, notes that they live, and
 * passes what they say on to the state that the run is in.
 */
public final class RoundScheduler extends VerticleBase {
    /** How long sites that must be told of the end are waited for. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final String newRun;
    private final RunSettings settings;
    private final StateFolder folder;
    private final BlockingWork files;
    private final JournalThread journal;
    private final Time time;
    private final Promise<RunOutcome> outcome = Promise.promise();

    private BlobHolder holder;
    private MessageConsumer<?> consumer;
    private Run run;
    private StatusView view;
    private Context home;
    private Time.Timer liveness = () -> {};

    /**
     * @param newRun the id of the run, where a new one is begun
     * @param folder where tensor files lie
     * @param files the thread that reads and writes them
     */
    public RoundScheduler(
            String newRun,
            RunSettings settings,
            StateFolder folder,
            BlockingWork files,
            JournalThread journal,
            Time time) {
        this.newRun = requireNonNull(newRun, "newRun");
        this.settings = requireNonNull(settings, "settings");
        this.folder = requireNonNull(folder, "folder");
        this.files = requireNonNull(files, "files");
        this.journal = requireNonNull(journal, "journal");
        this.time = requireNonNull(time, "time");
    }

    /**
     * Begins a run, or goes on with the one that the journal holds open.
     *
     * <p>Fails with {@link InvalidConfigurationException} where that one has another plan, and with {@link RunFailedException}
     * where its backbone is gone.
     */
    @Override
    public Future<?> start() {
        home = context;
        holder = BlobHolder.serve(vertx, Address.coordinatorName());
        return journal.ask(Journal::openRun)
                .compose(left -> left.isPresent() ? takeUp(left.get()) : begin())
                .compose(begun -> holder.ready())
                .compose(ready -> letSitesIn())
                .onFailure(e -> holder.close());
    }

    private Future<Void> begin() {
        return files.call(this::writeInitialBackbone)
                .compose(initial -> journal.write(rows -> rows.runOpened(
                                newRun, settings.plan().name(), PlanReader.write(settings.plan()), initial))
                        .map(initial))
                .onSuccess(initial -> {
                    open(newRun, new Backbone(initial, Optional.empty()), WireBytes.NONE);
                    run.happened(new CoordinatorEvent.RunOpened(
                            newRun, settings.plan().rounds().sites(), initial));
                })
                .mapEmpty();
    }

    private String writeInitialBackbone() throws Exception {
        // What is told of an earlier run here is not to be taken for this one's.
        Files.deleteIfExists(folder.path().resolve(RunOutcome.FILE));
        Path file = folder.blobs().staging("initial-backbone");
        Initialiser.backbone(
                settings.manifest(), settings.network(), settings.plan().seed(), file);
        return folder.blobs().keep(file);
    }

    private Future<Void> takeUp(OpenRun left) {
        return files.call(() -> {
                    checkThatItCanGoOn(left);
                    return left;
                })
                .onSuccess(checked -> {
                    open(left.id(), new Backbone(left.backbone(), left.optimiserState()), left.bytes());
                    for (Enrol site : left.sites()) {
                        run.sites().reinstate(site);
                        run.backbone().grantTo(site.site());
                    }
                    run.become(new Recovering(run, left));
                })
                .mapEmpty();
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

    private void open(String id, Backbone backbone, WireBytes bytesBefore) {
        run = new Run(
                id,
                settings,
                new Run.Means(
                        time,
                        new SiteRegistry(time, settings.liveness().lostAfter()),
                        new SiteLines(
                                new Messenger(vertx), time, settings.liveness().heartbeat()),
                        new BackboneShelf(holder, folder.blobs(), backbone),
                        new UpdateIntake(vertx, settings.manifest(), folder.blobs(), files),
                        folder,
                        files,
                        journal),
                bytesBefore);
        run.outcome().onComplete(outcome);
        view = new StatusView(run);
    }

    private Future<?> letSitesIn() {
        watch();
        consumer = new Messenger(vertx).onCoordinatorMessage(this::onMessage);
        return consumer.completion();
    }

    /** The run's id, once it has started. */
    public String runId() {
        return run.id();
    }

    /** How the run ends. */
    public Future<RunOutcome> outcome() {
        return outcome.future();
    }

    /** Where the run stands. May be called from anywhere. */
    public Future<RunStatus> status() {
        Promise<RunStatus> status = Promise.promise();
        home.runOnContext(here -> status.complete(view.status()));
        return status.future();
    }

    /**
     * Has the run stand still before it offers another round; the open one goes on to its end. May be called from anywhere.
     *
     * @return done when it is on disk; fails with {@link IllegalStateException} where no round is to come
     */
    public Future<Void> pause(String reason) {
        return atHome(() -> run.pause(reason));
    }

    /** Lets a run that stands still, or is to, go on. May be called from anywhere. */
    public Future<Void> resume() {
        return atHome(() -> run.resume());
    }

    private <T> Future<T> atHome(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        home.runOnContext(here -> work.get().onComplete(done));
        return done.future();
    }

    /** Leaves the run open where it has not ended, and tells nobody: it goes on when a coordinator starts on the folder again. */
    @Override
    public Future<?> stop() {
        liveness.cancel();
        if (run == null) {
            return holder == null ? Future.succeededFuture() : holder.close();
        }
        boolean ended = run.state() instanceof Ended;
        run.leaveOpen("The coordinator was closed before the run had ended; start it again, and the run goes on");
        return (ended ? farewell() : Future.succeededFuture())
                .onComplete(told -> run.lines().hangUp())
                .eventually(() -> consumer == null ? Future.succeededFuture() : consumer.unregister())
                .eventually(holder::close);
    }

    /** Done when the end is written and told, or was tried for long enough. */
    private Future<Void> farewell() {
        Promise<Void> patience = Promise.promise();
        Time.Timer timer = time.after(FAREWELL, patience::tryComplete);
        Future<Void> told = run.outcome().transform(written -> run.lines().idle());
        return Future.any(told, patience.future()).<Void>mapEmpty().onComplete(either -> timer.cancel());
    }

    // What sites say

    private Future<Answer> onMessage(ToCoordinator message) {
        Optional<Answer> notNow = run.state().notNow(message);
        if (notNow.isPresent()) {
            if (message instanceof Heartbeat heartbeat) {
                run.sites().heard(heartbeat.site(), heartbeat.instance());
            }
            return Future.succeededFuture(notNow.get());
        }
        if (message instanceof Enrol enrol) {
            return onEnrol(enrol);
        }
        if (message instanceof Heartbeat heartbeat) {
            return onHeartbeat(heartbeat);
        }
        if (run.sites().heard(message.site()).isEmpty()) {
            return unknown(message.site());
        }
        if (message instanceof UpdateReady update) {
            return ofThisRun(update.round().run()).orElseGet(() -> run.state().update(update));
        }
        if (message instanceof WorkFailed failed) {
            return ofThisRun(failed.round().run()).orElseGet(() -> run.state().failed(failed));
        }
        if (message instanceof Measured measured) {
            return ofThisRun(measured.run()).orElseGet(() -> run.state().measured(measured));
        }
        SiteReport report = (SiteReport) message;
        return ofThisRun(report.run()).orElseGet(() -> run.state().reported(report));
    }

    private Future<Answer> onEnrol(Enrol message) {
        if (run.state() instanceof Ended) {
            return turnedAway(
                    message.site(),
                    new Enrolment.Denied(Refusal.UNKNOWN_RUN, "The run is over; wait until the next one is started"));
        }
        Enrolment enrolment = run.sites().enrol(message, run.state().admission());
        if (enrolment instanceof Enrolment.Denied denied) {
            return turnedAway(message.site(), denied);
        }
        boolean isNew = enrolment instanceof Enrolment.Joined;
        if (isNew) {
            run.lines().restart(message.site());
        }
        EnrolledSite site = run.sites().find(message.site()).orElseThrow();
        run.backbone().grantTo(site.id());
        return journal.write(rows -> rows.siteEnrolled(run.id(), message)).map(written -> {
            run.happened(
                    isNew
                            ? new CoordinatorEvent.SiteJoined(site.id(), site.samplesByRegion(), site.device())
                            : new CoordinatorEvent.SiteReturned(site.id()));
            // After the answer: the site must know that it is enrolled before it is given work.
            home.runOnContext(later -> {
                run.state().arrived(site);
                run.line(site.id()).resume();
            });
            return new Answer.Enrolled(
                    run.id(), settings.plan(), settings.liveness().heartbeat());
        });
    }

    private Future<Answer> turnedAway(String site, Enrolment.Denied denied) {
        run.happened(new CoordinatorEvent.SiteTurnedAway(site, denied.refusal(), denied.reason()));
        return Answers.refused(denied.refusal(), denied.reason());
    }

    private Future<Answer> onHeartbeat(Heartbeat message) {
        if (run.sites().heard(message.site(), message.instance()).isEmpty()) {
            return unknown(message.site());
        }
        message.progress().ifPresent(step -> {
            view.progressed(message.site(), step);
            run.state().progressed(message.site(), step);
        });
        return Answers.accepted();
    }

    private static Future<Answer> unknown(String site) {
        return Answers.refused(Refusal.UNKNOWN_SITE, "Site '" + site + "' is not enrolled here; enrol first");
    }

    /** Empty if it is; the refusal if not. */
    private Optional<Future<Answer>> ofThisRun(String spokenOf) {
        return spokenOf.equals(run.id())
                ? Optional.empty()
                : Optional.of(Answers.refused(
                        Refusal.UNKNOWN_RUN, "Run " + spokenOf + " is not the one that goes on here, " + run.id()));
    }

    // Who lives

    private void watch() {
        liveness = time.after(settings.liveness().heartbeat(), () -> {
            for (SiteRegistry.Loss loss : run.sites().markLost()) {
                if (!run.isOver() && run.state().awaits(loss.site())) {
                    run.happened(new CoordinatorEvent.SiteLost(loss.site().id(), loss.silence()));
                    run.state().lost(loss.site());
                }
            }
            run.state().ticked();
            watch();
        });
    }
}
