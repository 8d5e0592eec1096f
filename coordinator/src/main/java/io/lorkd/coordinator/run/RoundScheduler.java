package io.lorkd.coordinator.run;

import io.lorkd.coordinator.disk.BlobStore;
import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.intake.UpdateIntake;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.journal.RunRowState;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.coordinator.registry.Enrolment;
import io.lorkd.coordinator.registry.SiteRegistry;
import io.lorkd.coordinator.time.Time;
import io.lorkd.coordinator.work.BlockingWork;
import io.lorkd.model.init.Initialiser;
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
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.transfer.BlobHolder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import static java.util.Objects.requireNonNull;

/**
 * The actor that takes a run through its states, and the only one that does. It hears the sites, notes that they live, and
 * passes what they say on to the state that the run is in.
 */
public final class RoundScheduler extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(RoundScheduler.class);

    /** How long sites that must be told of the end are waited for. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final String runId;
    private final RunSettings settings;
    private final BlobStore blobs;
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
     * @param blobs where tensor files lie
     * @param files the thread that reads and writes them
     */
    public RoundScheduler(
            String runId, RunSettings settings, BlobStore blobs, BlockingWork files, JournalThread journal, Time time) {
        this.runId = requireNonNull(runId, "runId");
        this.settings = requireNonNull(settings, "settings");
        this.blobs = requireNonNull(blobs, "blobs");
        this.files = requireNonNull(files, "files");
        this.journal = requireNonNull(journal, "journal");
        this.time = requireNonNull(time, "time");
    }

    @Override
    public Future<?> start() {
        home = context;
        holder = BlobHolder.serve(vertx, Address.coordinatorName());
        return files.call(this::writeInitialBackbone)
                .compose(initial -> journal.write(rows -> open(rows, initial)).map(initial))
                .compose(initial -> holder.ready().map(initial))
                .compose(initial -> letSitesIn(new Backbone(initial, Optional.empty())))
                .onFailure(e -> holder.close());
    }

    private String writeInitialBackbone() throws Exception {
        Path file = blobs.staging("initial-backbone");
        Initialiser.backbone(
                settings.manifest(), settings.network(), settings.plan().seed(), file);
        return blobs.keep(file);
    }

    private void open(Journal rows, String initial) {
        rows.openRun().ifPresent(left -> {
            LOG.warn("Found an interrupted run, {}: it is closed as failed, and a new one begins", left.id());
            rows.runEnded(left.id(), RunRowState.FAILED, "The coordinator ended before the run did");
        });
        rows.runOpened(runId, settings.plan().name(), PlanReader.write(settings.plan()), initial);
    }

    private Future<?> letSitesIn(Backbone initial) {
        Messenger messenger = new Messenger(vertx);
        Liveness limits = settings.liveness();
        run = new Run(
                runId,
                settings,
                new Run.Means(
                        time,
                        new SiteRegistry(time, limits.lostAfter()),
                        new SiteLines(messenger, time, limits.heartbeat()),
                        new BackboneShelf(holder, blobs, initial),
                        new UpdateIntake(vertx, settings.manifest(), blobs, files),
                        blobs,
                        files,
                        journal));
        run.outcome().onComplete(outcome);
        view = new StatusView(run);
        run.happened(
                new CoordinatorEvent.RunOpened(runId, settings.plan().rounds().sites(), initial.sha256()));
        watch();
        consumer = messenger.onCoordinatorMessage(this::onMessage);
        return consumer.completion();
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

    @Override
    public Future<?> stop() {
        liveness.cancel();
        if (run == null) {
            return holder == null ? Future.succeededFuture() : holder.close();
        }
        run.fail("The coordinator was stopped");
        Promise<Void> patience = Promise.promise();
        Time.Timer timer = time.after(FAREWELL, patience::tryComplete);
        return run.outcome()
                .transform(ended ->
                        Future.any(run.lines().idle(), patience.future()).mapEmpty())
                .onComplete(told -> {
                    timer.cancel();
                    run.lines().hangUp();
                })
                .eventually(consumer::unregister)
                .eventually(holder::close);
    }

    // What sites say

    private Future<Answer> onMessage(ToCoordinator message) {
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
        return journal.write(rows -> rows.siteEnrolled(runId, message)).map(written -> {
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
                    runId, settings.plan(), settings.liveness().heartbeat());
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
        return spokenOf.equals(runId)
                ? Optional.empty()
                : Optional.of(Answers.refused(
                        Refusal.UNKNOWN_RUN, "Run " + spokenOf + " is not the one that goes on here, " + runId));
    }

    // Who lives

    private void watch() {
        liveness = time.after(settings.liveness().heartbeat(), () -> {
            for (SiteRegistry.Loss loss : run.sites().markLost()) {
                if (!(run.state() instanceof Ended) && run.state().awaits(loss.site())) {
                    run.happened(new CoordinatorEvent.SiteLost(loss.site().id(), loss.silence()));
                    run.state().lost(loss.site());
                }
            }
            run.state().ticked();
            watch();
        });
    }
}
