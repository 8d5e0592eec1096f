package io.lorkd.coordinator.view;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.event.OrderGiven;
import io.lorkd.coordinator.event.RoundEvent.RoundAbandoned;
import io.lorkd.coordinator.event.RoundEvent.RoundCommitted;
import io.lorkd.coordinator.event.RoundEvent.RoundOffered;
import io.lorkd.coordinator.event.RoundEvent.RoundTakenUp;
import io.lorkd.coordinator.event.RunEvent.Pulse;
import io.lorkd.coordinator.event.RunEvent.RanksDecided;
import io.lorkd.coordinator.event.RunEvent.RunFailed;
import io.lorkd.coordinator.event.RunEvent.RunFinished;
import io.lorkd.coordinator.event.RunEvent.RunOpened;
import io.lorkd.coordinator.event.RunEvent.RunPaused;
import io.lorkd.coordinator.event.RunEvent.RunResumed;
import io.lorkd.coordinator.event.RunEvent.RunStopped;
import io.lorkd.coordinator.event.RunEvent.RunTakenUp;
import io.lorkd.coordinator.event.RunEvent.StateEntered;
import io.lorkd.coordinator.event.SiteEvent.SiteJoined;
import io.lorkd.coordinator.event.SiteEvent.SiteLost;
import io.lorkd.coordinator.event.SiteEvent.SiteReported;
import io.lorkd.coordinator.event.SiteEvent.SiteReturned;
import io.lorkd.coordinator.event.SiteEvent.SiteTurnedAway;
import io.lorkd.coordinator.event.WorkEvent.LeaseExpired;
import io.lorkd.coordinator.event.WorkEvent.SiteProgress;
import io.lorkd.coordinator.event.WorkEvent.SiteTurnedTo;
import io.lorkd.coordinator.event.WorkEvent.UpdateRefused;
import io.lorkd.coordinator.event.WorkEvent.UpdateStaged;
import io.lorkd.coordinator.event.WorkEvent.WorkFailed;
import io.lorkd.coordinator.view.SiteView.LastUpdate;
import io.lorkd.coordinator.view.SiteView.Refused;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.plan.Plan;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What the events of a run have come to so far. It is a pure function of the events and the instants that they are told with;
 * one that is made of the journalled events shows the same as the one that heard them, but for what is passing.
 *
 * <p>For one thread.
 */
final class RunFold {
    private final Map<Class<?>, BiConsumer<CoordinatorEvent, Instant>> handlers = new HashMap<>();
    private final Supplier<List<String>> orders;
    private final Changed changed = new Changed();
    private final Rounds rounds = new Rounds();
    private final Sites sites;
    private final Standing standing;

    /**
     * @param certificates until when each site's certificate is good that came with one
     * @param orders knows what may be ordered
     */
    RunFold(String run, Plan plan, Map<String, Instant> certificates, Supplier<List<String>> orders) {
        this.orders = orders;
        this.sites = new Sites(rounds, changed, certificates, plan.buffered().isPresent());
        this.standing = new Standing(run, plan);
        hearOfTheRun();
        hearOfSites();
        hearOfRounds();
    }

    private <E extends CoordinatorEvent> void on(Class<E> kind, BiConsumer<E, Instant> handler) {
        handlers.put(kind, (event, at) -> handler.accept(kind.cast(event), at));
    }

    /** @param at when it happened */
    void happened(CoordinatorEvent event, Instant at) {
        BiConsumer<CoordinatorEvent, Instant> handler = handlers.get(event.getClass());
        if (handler != null) {
            handler.accept(event, at);
            if (!(event instanceof Pulse) && !(event instanceof SiteProgress)) {
                changed.overview();
            }
        }
    }

    // The run

    private void hearOfTheRun() {
        on(RunOpened.class, standing::opened);
        on(RunTakenUp.class, (event, at) -> standing.takenUp());
        on(StateEntered.class, (event, at) -> standing.entered(event.state()));
        on(RunPaused.class, (event, at) -> standing.paused(event.reason()));
        on(RunResumed.class, (event, at) -> standing.resumed());
        on(RunFinished.class, standing::finished);
        on(RunFailed.class, standing::failed);
        on(RunStopped.class, standing::stopped);
        on(RanksDecided.class, (event, at) -> standing.ranked(event));
        on(SiteReported.class, (event, at) -> standing.reported(event.site()));
        on(OrderGiven.class, (event, at) -> onOrder(event));
        on(Pulse.class, this::onPulse);
    }

    private void onOrder(OrderGiven event) {
        Overview.Ordered ordered = new Overview.Ordered(event.who(), event.detail());
        switch (event.order()) {
            case PAUSE -> standing.pauseOrdered(ordered);
            case RESUME -> standing.pauseTakenBack();
            case EXCLUDE -> event.site().ifPresent(site -> sites.exclude(site, ordered));
            case READMIT -> event.site().ifPresent(sites::readmit);
            case START, STOP -> {} // the run's own events say what comes of it
        }
    }

    private void onPulse(Pulse event, Instant at) {
        if (standing.transferred(new Overview.Bytes(event.bytesDown(), event.bytesUp()))) {
            changed.overview();
        }
        sites.signs(event.sites(), at);
    }

    // Sites, and what they are at

    private void hearOfSites() {
        on(SiteJoined.class, (event, at) -> sites.enrolled(event.site(), event.regions(), event.device(), at));
        on(SiteReturned.class, (event, at) -> sites.enrolled(event.site(), event.regions(), event.device(), at));
        on(
                SiteTurnedAway.class,
                (event, at) -> sites.refused(
                        event.site(), new Refused(null, at, event.refusal().name(), event.reason())));
        on(SiteLost.class, (event, at) -> sites.lost(event.site(), event.silence(), at));
        on(LeaseExpired.class, (event, at) -> sites.stalled(event.site(), at));
        on(SiteTurnedTo.class, (event, at) -> sites.turn(event.site(), Activity.of(event.doing()), at));
        on(SiteProgress.class, (event, at) -> sites.progressed(event.site(), event.progress(), at));
        on(UpdateStaged.class, this::onStaged);
        on(
                UpdateRefused.class,
                (event, at) -> onOut(
                        event.site(),
                        Activity.REFUSED,
                        new Refused(event.round().round(), at, event.refusal().name(), event.reason())));
        on(
                WorkFailed.class,
                (event, at) -> onOut(
                        event.site(),
                        Activity.FAILED,
                        new Refused(event.round().round(), at, "WORK_FAILED", event.reason())));
    }

    private void onStaged(UpdateStaged event, Instant at) {
        rounds.current().filter(round -> round.id().equals(event.round())).ifPresent(round -> round.staged(event, at));
        sites.turn(event.site(), Activity.DONE, at);
        sites.updated(event.site(), new LastUpdate(event.round().round(), at, event.bytes()));
    }

    /** Nothing of a site's work on a round will count. */
    private void onOut(String site, Activity end, Refused why) {
        sites.turn(site, end, why.at());
        rounds.current().flatMap(round -> round.lane(site)).ifPresent(lane -> lane.because(why.reason()));
        sites.refused(site, why);
    }

    // Rounds

    private void hearOfRounds() {
        on(RoundOffered.class, this::onOffered);
        on(RoundTakenUp.class, (event, at) -> rounds.takenUp(event));
        on(RoundCommitted.class, this::onCommitted);
        on(RoundAbandoned.class, this::onAbandoned);
    }

    private void onOffered(RoundOffered event, Instant at) {
        RoundFold round = rounds.open(event, at);
        event.sites().stream()
                .filter(site -> !round.isStaged(site))
                .forEach(site -> sites.turn(site, Activity.WAITING, at));
        sites.showWhoGoesOn(at);
        standing.offered(event);
        changed.round(event.round());
    }

    private void onCommitted(RoundCommitted event, Instant at) {
        rounds.committed(event, at);
        standing.committed(event);
        onClosed(event.round());
    }

    private void onAbandoned(RoundAbandoned event, Instant at) {
        rounds.abandoned(event, at);
        standing.transferred(new Overview.Bytes(event.bytesDown(), event.bytesUp()));
        onClosed(event.round());
    }

    private void onClosed(RoundId round) {
        sites.rest();
        changed.round(round);
    }

    // As it is shown

    Overview overview() {
        return standing.overview(sites.counts(), sites.regions(), rounds.current(), orders.get());
    }

    /** Rounds after that one, oldest first. */
    List<RoundView> rounds(int after) {
        return rounds.after(after);
    }

    /** By id. */
    List<SiteView> sites() {
        return sites.views();
    }

    Models models(Plan of) {
        return standing.models(of, rounds.after(0));
    }

    /** The run as a whole, all sites, and the last rounds. */
    Changes everything() {
        int last = rounds.current().map(round -> round.id().round()).orElseGet(standing::committedRounds);
        return new Changes(Optional.of(overview()), sites(), rounds(last - 1), List.of());
    }

    /** A site came with another certificate. */
    void certified(String site) {
        sites.certified(site);
    }

    /** It is shown in place of another run. */
    void changedAltogether() {
        changed.overview();
    }

    /** Everything that it shows differently since this was last asked. */
    Changes changes(List<EventRow> events) {
        return new Changes(
                changed.takeOverview() ? Optional.of(overview()) : Optional.empty(),
                changed.takeSites().stream().map(sites::view).toList(),
                changed.takeRounds().stream()
                        .flatMap(id -> rounds.find(id).stream())
                        .toList(),
                events);
    }
}
