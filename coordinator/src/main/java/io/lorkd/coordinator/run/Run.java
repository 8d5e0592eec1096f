package io.lorkd.coordinator.run;

import io.lorkd.coordinator.aggregation.AggregationException;
import io.lorkd.coordinator.crash.CoordinatorCrashPoint;
import io.lorkd.coordinator.disk.BlobStore;
import io.lorkd.coordinator.disk.StateFolder;
import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.intake.UpdateIntake;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.journal.OpenRun;
import io.lorkd.coordinator.journal.OpenRun.Exclusion;
import io.lorkd.coordinator.journal.OpenRun.Pause;
import io.lorkd.coordinator.journal.OpenRun.Stop;
import io.lorkd.coordinator.journal.OpenRun.WireBytes;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.coordinator.registry.SiteRegistry;
import io.lorkd.coordinator.time.Time;
import io.lorkd.coordinator.work.BlockingWork;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import io.lorkd.protocol.message.ToSite.Excluded;
import io.lorkd.protocol.message.ToSite.Readmitted;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.lorkd.protocol.plan.Plan;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** One run: the state it is in, what it has come to, and what its states work with. Confined to the scheduler's event loop. */
final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    /** What a run works with. */
    record Means(
            Time time,
            SiteRegistry sites,
            SiteLines lines,
            BackboneShelf backbone,
            UpdateIntake intake,
            StateFolder folder,
            BlockingWork files,
            JournalThread journal) {}

    private final String id;
    private final RunSettings settings;
    private final Means means;
    private final WireBytes bytesBefore;
    private final Promise<RunOutcome> outcome = Promise.promise();
    private final StandingOrders orders = new StandingOrders();
    private final Standing standing;
    private RunState state;
    private boolean endIsWritten;

    /** @param bytesBefore what earlier processes have put over the wire for this run */
    Run(String id, RunSettings settings, Means means, WireBytes bytesBefore) {
        this.id = id;
        this.settings = settings;
        this.means = means;
        this.bytesBefore = bytesBefore;
        this.standing = new Standing(settings.plan().experts().rank());
        this.state = new WaitingForSites(this, Map.of());
    }

    // What happens to it

    void become(RunState next) {
        if (!isOver()) {
            state.left();
            state = next;
            happened(new RunEvent.StateEntered(id, next.getClass().getSimpleName()));
            state.entered();
        }
    }

    /** Whether the run has ended, or this process's part in it. */
    boolean isOver() {
        return state instanceof Ended || state instanceof LeftOpen;
    }

    boolean isIn(RunState then) {
        return state == then;
    }

    void fail(String reason) {
        become(new Failed(this, reason));
    }

    /**
     * Something here broke, such as the disk. What is journalled is as it was, so the run is left for a process that can go on
     * with it; but where the updates themselves cannot be made into a backbone, another process could not either.
     */
    void fail(Throwable cause) {
        if (isOver()) {
            LOG.debug("What was under way when the run ended came to nothing", cause);
            return;
        }
        LOG.error("The run cannot go on", cause);
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        if (cause instanceof AggregationException) {
            fail(reason);
        } else {
            leaveOpen(reason);
        }
    }

    /** Whether all that this run is to be is on disk, so that another one may begin here. */
    boolean mayBeFollowed() {
        return state instanceof EndedBefore || endIsWritten;
    }

    /** Another run takes its place: whom it has not told that it is over finds so. */
    void retire() {
        state.left();
        lines().hangUp();
        sites().all().forEach(site -> backbone().revokeFrom(site.id()));
    }

    /** This process does no more for the run. */
    void leaveOpen(String reason) {
        become(new LeftOpen(this, reason));
    }

    /** Takes over what the journal holds of the run. */
    void recall(OpenRun past) {
        standing.recall(past);
        orders.recall(past);
    }

    void happened(CoordinatorEvent event) {
        tell(event);
        if (event.journalled()) {
            journal()
                    .ask(journal -> journal.events().happened(id, event))
                    .onSuccess(this::journalled)
                    .onFailure(e -> LOG.error("Not journalled: {}", event.sentence(), RunFailedException.trace(e)));
        }
    }

    /** Tells the listener of an event that is not for the journal, or is there already. */
    void tell(CoordinatorEvent event) {
        LOG.atLevel(event.journalled() ? Level.INFO : Level.DEBUG).log(event::sentence);
        try {
            settings.events().happened(event);
        } catch (RuntimeException e) {
            LOG.error("A listener failed on {}", event, e);
        }
    }

    /** Tells the listener that an event is in the journal now. */
    void journalled(EventRow row) {
        try {
            settings.events().journalled(row);
        } catch (RuntimeException e) {
            LOG.error("A listener failed on {}", row, e);
        }
    }

    /** Has the run stand still of itself before its next offer, unless it was ordered to before. */
    Future<Void> pause(String reason) {
        if (orders.pause().isPresent()) {
            return Future.succeededFuture();
        }
        return journal()
                .write(rows -> rows.runPaused(id, reason))
                .onSuccess(written -> orders.pause(new Pause(reason, Optional.empty())));
    }

    /** The order to pause was taken back. */
    void resumed() {
        if (state instanceof Paused paused) {
            happened(new RunEvent.RunResumed(id));
            paused.resume();
        }
    }

    /** Ends the run where that was ordered, and nothing is under way that is to be done before. */
    void stopIfOrdered() {
        if (orders.stop().isPresent() && state.mayStop()) {
            stop(orders.stop().get());
        }
    }

    void stop(Stop order) {
        List<SiteReport> reports = state.reports();
        state.stopping(order);
        become(new Stopped(this, order, reports));
    }

    /** @param taken the offer that was taken away from the site, whose end it has not heard of */
    void putOut(EnrolledSite site, Optional<RoundId> taken, String reason) {
        backbone().revokeFrom(site.id());
        SiteLine line = line(site.id());
        taken.ifPresent(offer ->
                line.send(new RoundClosed(offer, false, backbone().current().sha256(), List.of())));
        line.send(new Excluded(id, reason));
    }

    /** The site started again and does not know. */
    void sayThatItIsExcluded(EnrolledSite site, Exclusion given) {
        line(site.id()).withdraw(Excluded.class::isInstance);
        line(site.id()).send(new Excluded(id, given.reason()));
    }

    void letInAgain(String site) {
        line(site).withdraw(Excluded.class::isInstance);
        line(site).send(new Readmitted(id));
        backbone().grantTo(site);
        sites().find(site).ifPresent(state::readmitted);
    }

    /** Sites that were not excluded, in the order of their ids. */
    List<EnrolledSite> participants() {
        return sites().all().stream()
                .filter(site -> !orders.excludes(site.id()))
                .toList();
    }

    /** Whether there is anything that a site has still to do. */
    boolean awaits(EnrolledSite site) {
        return !orders.excludes(site.id()) && state.awaits(site);
    }

    /** @param atWork sites that are at work on earlier backbones */
    void committed(Round round, Backbone next, Set<String> atWork) {
        standing.committed(round.id().round(), ((Committed) round.stage()).contributions());
        means.backbone().replace(next, atWork);
        journalBytes();
    }

    /** So that they are not counted from nought by the next process. */
    void journalBytes() {
        WireBytes soFar = wireBytes();
        journal().write(journal -> journal.transferred(id, soFar)).onFailure(this::fail);
    }

    /**
     * Tells everyone whom it concerns how a round ended. What a site has not heard yet of earlier rounds is dropped, but never that it
     * contributed: there is at most one such message, since it is offered nothing before it has heard it.
     *
     * @param concerned by site, the offer of which it is the end
     */
    void close(SortedMap<String, RoundId> concerned, boolean committed, String backbone, List<String> contributors) {
        CoordinatorCrashPoint.CLOSING_ROUND.reached();
        concerned.forEach((site, offer) -> {
            SiteLine line = line(site);
            line.withdraw(message -> message instanceof RoundClosed earlier
                    && !earlier.contributors().contains(site));
            line.send(new RoundClosed(offer, committed, backbone, contributors));
        });
        CoordinatorCrashPoint.ROUND_CLOSED.reached();
    }

    void ranks(RankDecision decision) {
        standing.ranks(decision.ranks());
        journal()
                .write(journal -> journal.results().ranked(id, decision.ranks(), decision.reductions()))
                .onFailure(this::fail);
        happened(new RunEvent.RanksDecided(decision.ranks(), decision.reductions()));
    }

    void endIsWritten() {
        endIsWritten = true;
    }

    /** Nothing is left to be told. */
    void end(RunOutcome how) {
        outcome.tryComplete(how);
    }

    RunOutcome outcomeNow(RunOutcome.State how, String reason, List<SiteReport> reports) {
        return new RunOutcome(
                id,
                how,
                reason,
                standing.committedRounds(),
                backbone().current().sha256(),
                backbone().file(),
                settings.manifest().parameters(),
                bytes(),
                standing.ranks(),
                reports);
    }

    // What it is

    String id() {
        return id;
    }

    RunState state() {
        return state;
    }

    StandingOrders orders() {
        return orders;
    }

    RunSettings settings() {
        return settings;
    }

    Plan plan() {
        return settings.plan();
    }

    Standing standing() {
        return standing;
    }

    RunOutcome.Bytes bytes() {
        WireBytes soFar = wireBytes();
        return new RunOutcome.Bytes(soFar.down(), soFar.up(), soFar.foreign());
    }

    private WireBytes wireBytes() {
        return bytesBefore.plus(
                new WireBytes(backbone().bytesServed(), intake().bytesPulled(), intake().foreignBytes()));
    }

    Future<RunOutcome> outcome() {
        return outcome.future();
    }

    /** The regions of all sites. */
    Set<String> regions() {
        Set<String> regions = new TreeSet<>();
        sites().all().forEach(site -> site.regions().stream().map(Region::name).forEach(regions::add));
        return regions;
    }

    // What it works with

    Time time() {
        return means.time();
    }

    SiteRegistry sites() {
        return means.sites();
    }

    SiteLines lines() {
        return means.lines();
    }

    SiteLine line(String site) {
        return means.lines().to(site);
    }

    BackboneShelf backbone() {
        return means.backbone();
    }

    UpdateIntake intake() {
        return means.intake();
    }

    BlobStore blobs() {
        return means.folder().blobs();
    }

    /** Where the outcome is written. */
    Path outcomeFile() {
        return means.folder().path().resolve(RunOutcome.FILE);
    }

    BlockingWork files() {
        return means.files();
    }

    JournalThread journal() {
        return means.journal();
    }
}
