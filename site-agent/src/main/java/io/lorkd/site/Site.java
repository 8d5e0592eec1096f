package io.lorkd.site;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Heartbeat;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.message.ToSite.Excluded;
import io.lorkd.protocol.message.ToSite.Readmitted;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.lorkd.protocol.transfer.BlobHolder;
import io.lorkd.site.crash.SiteCrashPoint;
import io.lorkd.site.event.SiteEvent;
import io.lorkd.site.folder.StateFolder;
import io.lorkd.site.policy.Approvals;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * What the states act through: the present state, the coordinator's ear, and the run that is taken part in. All of it
 * belongs to the agent's context.
 */
final class Site {
    private static final Logger LOG = LoggerFactory.getLogger(Site.class);

    /** What listeners hear of a site that must not enrol before a person has accepted the plan. */
    private static final String AWAITING_APPROVAL = "AwaitingApproval";

    private final Vertx vertx;
    private final SiteSettings settings;
    private final StateFolder folder;
    private final List<Region> offered;
    private final RunOpener opener;
    private final Courier courier;
    private final Heart heart;
    private final PolicyGate gate;
    private final DiskTrouble diskTrouble;
    private final Promise<SiteOutcome> ended = Promise.promise();

    private State state;
    private boolean over;
    private Future<?> opening = Future.succeededFuture();
    private Optional<SiteRun> run = Optional.empty();
    private Optional<Answer.Enrolled> enrolled = Optional.empty();
    private Optional<Future<Answer>> enrolment = Optional.empty();
    private Optional<RoundClosed> lastClosed = Optional.empty();
    private Optional<MessageConsumer<?>> ear = Optional.empty();
    private Optional<BlobHolder> holder = Optional.empty();

    /**
     * @param folder open; closed when the site's part has ended
     * @param offered the regions to enrol with
     */
    Site(Vertx vertx, SiteSettings settings, StateFolder folder, List<Region> offered, TrainerFactory trainers) {
        this.vertx = vertx;
        this.settings = settings;
        this.folder = folder;
        this.offered = List.copyOf(offered);
        this.opener = new RunOpener(vertx, settings, folder, this.offered, trainers);
        this.courier = new Courier(vertx, settings.site(), settings.backoff());
        this.heart = new Heart(vertx, courier, this::heartbeat, this::heartbeatRefused);
        this.gate = new PolicyGate(
                vertx,
                settings.site(),
                settings.policy(),
                new Approvals(folder.path(), Clock.systemUTC()),
                courier,
                waits -> entered(waits ? AWAITING_APPROVAL : name(state)));
        this.diskTrouble = new DiskTrouble(vertx, settings.site(), settings.backoff());
        this.state = new Enrolling(this);
    }

    /** Begins with the first state. */
    void begin() {
        SiteCrashPoint.FOLDER_OPENED.reached();
        state.enter();
    }

    String id() {
        return settings.site();
    }

    Path experts() {
        return folder.experts();
    }

    State state() {
        return state;
    }

    /** The run that is taken part in; there is one in every state after {@link Opening}. */
    SiteRun run() {
        return run.orElseThrow();
    }

    /** The last round that was promoted in this run. */
    OptionalInt promotedRound() {
        return run.flatMap(SiteRun::promotedRound).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    void become(State next) {
        if (over) {
            return; // there is no state after Ended
        }
        LOG.debug("site {}: {} -> {}", id(), name(state), name(next));
        state.leave();
        state = next;
        entered(name(next));
        next.enter();
    }

    private void entered(String name) {
        happened(new SiteEvent.StateEntered(
                name, holder.map(BlobHolder::bytesServed).orElse(0L)));
    }

    private static String name(State state) {
        return state.getClass().getSimpleName();
    }

    /** Tells whoever listens; what fails there is no matter of the site's. */
    void happened(SiteEvent event) {
        try {
            settings.events().happened(event);
        } catch (RuntimeException e) {
            LOG.error("site {}: a listener failed on {}", id(), event, e);
        }
    }

    /** Ends the site's part, unless the state that failed was left meanwhile. */
    void failIfPresent(State failed, String what, Throwable failure) {
        if (failed.isPresent()) {
            LOG.error("site {}: {}: {}", id(), what, Failures.reason(failure), Failures.trace(failure));
            become(new Ended(this, Failures.kind(failure), what + ": " + Failures.reason(failure)));
        }
    }

    // Listening

    /** Takes the coordinator's messages, and serves the outbox. */
    Future<Void> listen() {
        if (ear.isPresent()) {
            return Future.succeededFuture();
        }
        MessageConsumer<?> consumer = new Messenger(vertx).onSiteMessage(id(), this::hear);
        BlobHolder blobs = BlobHolder.serve(vertx, id());
        ear = Optional.of(consumer);
        holder = Optional.of(blobs);
        return consumer.completion().compose(heard -> blobs.ready());
    }

    private Future<Answer> hear(ToSite message) {
        // Before that nothing is known of any run: what is said is to be said again.
        Optional<String> present = enrolled.map(Answer.Enrolled::run);
        if (present.isPresent() && !message.run().equals(present.get())) {
            return State.refused(
                    Refusal.UNKNOWN_RUN, "the site takes part in run " + present.get() + ", not in " + message.run());
        }
        if (message instanceof RoundClosed closed && !isClosed(closed.round())) {
            lastClosed = Optional.of(closed);
        }
        if (message instanceof Excluded put) {
            LOG.warn("site {}: excluded from the run until it is let in again: {}", id(), put.reason());
        } else if (message instanceof Readmitted) {
            LOG.info("site {}: let into the run again, from the next round on", id());
        }
        return state.on(message);
    }

    /** Whether a round is known to be over, so that a late repetition of its offer is no new work. */
    boolean isClosed(RoundId round) {
        return lastClosed.filter(closed -> Rounds.ends(closed, round)).isPresent()
                || run.flatMap(SiteRun::promotedRound)
                        .filter(promoted -> promoted >= round.round())
                        .isPresent();
    }

    /** What a closing means for work on an offer of this run. */
    Rounds.Closing closing(RoundClosed closed, RoundId present) {
        boolean buffered = enrolled.orElseThrow().plan().buffered().isPresent();
        return Rounds.closing(closed, present, id(), buffered);
    }

    // Enrolling

    /** Asks to take part until there is an answer to it; asking while it is asked is asking once. */
    Future<Answer> enrol(BooleanSupplier wanted) {
        if (enrolment.isPresent()) {
            return enrolment.get();
        }
        Future<Answer> asked = gate.pass(wanted)
                .compose(refused ->
                        refused.isPresent() ? Future.succeededFuture(refused.get()) : enrolWithLeave(wanted));
        enrolment = Optional.of(asked);
        asked.onComplete(answered -> enrolment = Optional.empty());
        return asked;
    }

    /** The coordinator may have gone over to another plan since it was asked for it. */
    private Future<Answer> enrolWithLeave(BooleanSupplier wanted) {
        Enrol message = new Enrol(id(), folder.instance(), offered, Device.describe());
        return courier.deliver(message, wanted, Future::succeededFuture)
                .compose(answer -> answer instanceof Answer.Enrolled into
                        ? gate.allows(into.run(), into.plan())
                                .compose(allowed -> allowed
                                        ? Future.succeededFuture(answer)
                                        : Future.failedFuture(new InvalidConfigurationException(
                                                "the coordinator went over to the plan '"
                                                        + into.plan().name()
                                                        + "' of run " + into.run()
                                                        + " while the site enrolled, and nobody here has accepted it;"
                                                        + " start the site again")))
                        : Future.succeededFuture(answer));
    }

    /** The coordinator does not know the site any more: enrols again, and goes over to another run if there is one. */
    private Future<Answer> enrolAgain() {
        return enrol(() -> !over).onFailure(this::notAllowed).onSuccess(answer -> {
            if (answer instanceof Answer.Enrolled again) {
                boolean sameRun = enrolled.filter(before -> before.run().equals(again.run()))
                        .isPresent();
                if (!sameRun) {
                    become(new Opening(this, again));
                }
            } else {
                become(Ended.refused(this, answer));
            }
        });
    }

    private void notAllowed(Throwable failure) {
        if (failure instanceof InvalidConfigurationException) {
            become(new Ended(this, Failures.kind(failure), Failures.reason(failure)));
        }
    }

    /**
     * Makes ready for a run; the one before, if any, is given up.
     *
     * @param wanted whether the run is waited for yet
     * @return the update that an earlier process held of it
     */
    Future<Optional<Held>> open(Answer.Enrolled next, BooleanSupplier wanted) {
        enrolled = Optional.of(next);
        lastClosed = Optional.empty();
        happened(new SiteEvent.RunEntered(next.run(), next.plan()));
        heart.beatEvery(next.heartbeat());
        Future<Void> closed = run.map(SiteRun::close).orElseGet(Future::succeededFuture);
        run = Optional.empty();
        Future<RunOpener.Opened> opened = closed.compose(done -> opener.open(next, holder.orElseThrow(), wanted))
                .onSuccess(made -> run = Optional.of(made.run()));
        opening = opened;
        return opened.map(RunOpener.Opened::held);
    }

    // Speaking

    /** Says something until it is answered; see {@link Courier#deliver}. */
    Future<Answer> deliver(ToCoordinator message, BooleanSupplier wanted) {
        return courier.deliver(message, () -> !over && wanted.getAsBoolean(), this::enrolAgain);
    }

    /**
     * Does something after the pause that follows a failed try.
     *
     * @param attempt tries so far, at least 1
     */
    void later(int attempt, Runnable action) {
        vertx.setTimer(settings.backoff().pauseMillis(attempt), timer -> action.run());
    }

    private Heartbeat heartbeat() {
        return new Heartbeat(id(), folder.instance(), state.progress());
    }

    private void heartbeatRefused(Answer.Refused refused) {
        switch (refused.refusal()) {
            case UNKNOWN_SITE -> enrolAgain();
            case SITE_ID_TAKEN, SCHEMA -> become(Ended.refused(this, refused));
            default -> LOG.warn("site {}: a heartbeat was refused: {}", id(), refused.reason());
        }
    }

    /** For work on files. */
    DiskTrouble diskTrouble() {
        return diskTrouble;
    }

    // Ending

    /** Called by the last state: gives back all that the site holds, then tells the outcome. */
    void end(SiteOutcome outcome) {
        over = true;
        heart.stop();
        // After the message that brought the end is answered.
        vertx.runOnContext(answered -> {
            Future<Void> deaf = ear.map(MessageConsumer::unregister).orElseGet(Future::succeededFuture);
            Future<Void> closed =
                    opening.transform(opened -> run.map(SiteRun::close).orElseGet(Future::succeededFuture));
            Future.join(deaf, closed, holder.map(BlobHolder::close).orElseGet(Future::succeededFuture))
                    .onComplete(done -> {
                        folder.close();
                        LOG.info("site {}: {}: {}", id(), outcome.kind(), outcome.reason());
                        ended.complete(outcome);
                    });
        });
    }

    Future<SiteOutcome> ended() {
        return ended.future();
    }

    /** Ends the site's part from outside, if it has not ended. */
    Future<SiteOutcome> close() {
        state.suspend();
        become(
                new Ended(
                        this,
                        SiteOutcome.Kind.CLOSED,
                        "the site was closed before the run had ended; started again on the same state folder, it goes on from here"));
        return ended();
    }
}
