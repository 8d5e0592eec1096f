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
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.plan.Plan;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the events of a run have come to so far. It is a pure function of the events and the instants that they are told with;
 * one that is made of the journalled events shows the same as the one that heard them, but for what is passing.
 *
 * <p>For one thread.
 */
final class RunFold {
    private final Map<Class<?>, BiConsumer<CoordinatorEvent, Instant>> handlers = new HashMap<>();
    private final Plan plan;
    private final Map<String, Instant> certificates;
    private final Supplier<List<String>> orders;
    private final Rounds rounds = new Rounds();
    private final SortedMap<String, SiteFold> sites = new TreeMap<>();
    private final Standing standing;
    private final Changed changed = new Changed();

    /**
     * @param certificates until when each site's certificate is good that came with one
     * @param orders knows what may be ordered
     */
    RunFold(String run, Plan plan, Map<String, Instant> certificates, Supplier<List<String>> orders) {
        this.plan = plan;
        this.orders = orders;
        this.certificates = certificates;
        this.standing = new Standing(run, plan);
        on(RunOpened.class, (event, at) -> standing.opened(event, at));
        on(RunTakenUp.class, (event, at) -> standing.takenUp());
        on(StateEntered.class, (event, at) -> standing.entered(event.state()));
        on(RunPaused.class, (event, at) -> standing.paused(event.reason()));
        on(RunResumed.class, (event, at) -> standing.resumed());
        on(RunFinished.class, (event, at) -> standing.finished(event, at));
        on(RunFailed.class, (event, at) -> standing.failed(event, at));
        on(RunStopped.class, (event, at) -> standing.stopped(event, at));
        on(RanksDecided.class, (event, at) -> standing.ranked(event));
        on(SiteReported.class, (event, at) -> standing.reported(event.site()));
        on(Pulse.class, this::onPulse);
        on(OrderGiven.class, this::onOrder);
        on(SiteJoined.class, (event, at) -> onEnrolled(event.site(), event.regions(), event.device(), at));
        on(SiteReturned.class, (event, at) -> onEnrolled(event.site(), event.regions(), event.device(), at));
        on(
                SiteTurnedAway.class,
                (event, at) -> refused(
                        event.site(), new Refused(null, at, event.refusal().name(), event.reason())));
        on(SiteLost.class, this::onLost);
        on(LeaseExpired.class, this::onLeaseExpired);
        on(RoundOffered.class, this::onOffered);
        on(RoundTakenUp.class, this::onTakenUp);
        on(SiteTurnedTo.class, this::onTurned);
        on(SiteProgress.class, this::onProgress);
        on(UpdateStaged.class, this::onStaged);
        on(UpdateRefused.class, this::onRefused);
        on(WorkFailed.class, this::onFailed);
        on(RoundCommitted.class, this::onCommitted);
        on(RoundAbandoned.class, this::onAbandoned);
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

    private void onPulse(Pulse event, Instant at) {
        if (standing.transferred(new Overview.Bytes(event.bytesDown(), event.bytesUp()))) {
            changed.overview();
        }
        event.sites().forEach((id, sign) -> {
            SiteFold site = sites.get(id);
            if (site != null) {
                boolean wasLost = site.isLost();
                if (site.sign(sign)) {
                    changed.site(id);
                }
                if (wasLost != site.isLost()) {
                    show(id, site, at);
                    changed.overview();
                }
            }
        });
    }

    // Sites

    private void onOrder(OrderGiven event, Instant at) {
        Overview.Ordered ordered = new Overview.Ordered(event.who(), event.detail());
        switch (event.order()) {
            case PAUSE -> standing.pauseOrdered(ordered);
            case RESUME -> standing.pauseTakenBack();
            case EXCLUDE -> change(event.site(), site -> site.exclude(ordered));
            case READMIT -> change(event.site(), SiteFold::readmit);
            case START, STOP -> {} // the run's own events say what comes of it
        }
    }

    private void change(Optional<String> id, Consumer<SiteFold> change) {
        id.flatMap(this::site).ifPresent(site -> {
            change.accept(site);
            changed.site(id.orElseThrow());
        });
    }

    private void onEnrolled(String id, List<Region> regions, String device, Instant at) {
        SiteFold site = sites.computeIfAbsent(id, SiteFold::new);
        site.enrolled(regions, device);
        changed.site(id);
        show(id, site, at);
    }

    private void onLost(SiteLost event, Instant at) {
        site(event.site()).ifPresent(site -> {
            site.lost(event.silence());
            changed.site(event.site());
            show(event.site(), site, at);
        });
    }

    private void onLeaseExpired(LeaseExpired event, Instant at) {
        site(event.site()).ifPresent(site -> {
            site.stalled();
            changed.site(event.site());
            show(event.site(), site, at);
        });
    }

    /** Only of sites that are enrolled: anyone may be turned away. */
    private void refused(String id, Refused refused) {
        site(id).ifPresent(site -> {
            site.refused(refused);
            changed.site(id);
        });
    }

    private Optional<SiteFold> site(String id) {
        return Optional.ofNullable(sites.get(id));
    }

    // Rounds

    private void onOffered(RoundOffered event, Instant at) {
        RoundFold round = rounds.open(event, at);
        for (String id : event.sites()) {
            if (!round.isStaged(id)) {
                turn(id, Activity.WAITING, at);
            }
        }
        if (plan.buffered().isPresent()) {
            // Who is at work on an earlier offer goes on with it.
            sites.forEach((id, site) -> {
                if (site.activity().filter(Activity::isWork).isPresent()) {
                    show(id, site, at);
                }
            });
        }
        standing.offered(event);
        changed.round(event.round());
    }

    private void onTakenUp(RoundTakenUp event, Instant at) {
        rounds.current()
                .filter(round -> round.id().equals(event.round()))
                .ifPresent(round -> sites.keySet().stream()
                        .filter(id -> round.isStaged(id) && !event.staged().contains(id))
                        .forEach(round::unstaged));
    }

    private void onTurned(SiteTurnedTo event, Instant at) {
        turn(event.site(), Activity.of(event.doing()), at);
    }

    private void onProgress(SiteProgress event, Instant at) {
        site(event.site()).ifPresent(site -> {
            Activity before = site.shown();
            site.progressed(event.progress());
            changed.site(event.site());
            if (before != site.shown()) {
                show(event.site(), site, at);
                changed.overview();
            }
        });
    }

    private void onStaged(UpdateStaged event, Instant at) {
        rounds.current().filter(round -> round.id().equals(event.round())).ifPresent(round -> round.staged(event, at));
        turn(event.site(), Activity.DONE, at);
        site(event.site())
                .ifPresent(site -> site.updated(new LastUpdate(event.round().round(), at, event.bytes())));
    }

    private void onRefused(UpdateRefused event, Instant at) {
        turn(event.site(), Activity.REFUSED, at);
        lane(event.site()).ifPresent(lane -> lane.because(event.reason()));
        refused(
                event.site(),
                new Refused(event.round().round(), at, event.refusal().name(), event.reason()));
    }

    private void onFailed(WorkFailed event, Instant at) {
        turn(event.site(), Activity.FAILED, at);
        lane(event.site()).ifPresent(lane -> lane.because(event.reason()));
        refused(event.site(), new Refused(event.round().round(), at, "WORK_FAILED", event.reason()));
    }

    private void onCommitted(RoundCommitted event, Instant at) {
        rounds.committed(event, at);
        standing.committed(event);
        closed(event.round().round());
        changed.round(event.round());
    }

    private void onAbandoned(RoundAbandoned event, Instant at) {
        rounds.abandoned(event, at);
        standing.transferred(new Overview.Bytes(event.bytesDown(), event.bytesUp()));
        closed(event.round().round());
        changed.round(event.round());
    }

    /** With a buffer, who is at work goes on with it. */
    private void closed(int round) {
        sites.forEach((id, site) -> {
            boolean goesOn = plan.buffered().isPresent()
                    && site.activity().filter(Activity::isWork).isPresent();
            if (!goesOn && site.activity().isPresent()) {
                site.rest();
                changed.site(id);
            }
        });
    }

    private void turn(String id, Activity activity, Instant at) {
        SiteFold site = sites.computeIfAbsent(id, SiteFold::new);
        site.turn(activity);
        changed.site(id);
        show(id, site, at);
    }

    /** Has the site's lane show what the site is at, where it has a part in the open round. */
    private void show(String id, SiteFold site, Instant at) {
        rounds.current().filter(round -> site.activity().isPresent()).ifPresent(round -> {
            round.turn(id, site.shown(), at);
            changed.round(round.id());
        });
    }

    private Optional<LaneFold> lane(String site) {
        return rounds.current().flatMap(round -> round.lane(site));
    }

    // As it is shown

    Overview overview() {
        return standing.overview(counts(), regions(), rounds.current(), orders.get());
    }

    private Overview.Sites counts() {
        int alive = 0;
        int working = 0;
        int done = 0;
        int excluded = 0;
        for (SiteFold site : sites.values()) {
            Activity now = site.activity().orElse(null);
            alive += site.isLost() || site.isExcluded() ? 0 : 1;
            working += now != null && now.isWork() && !site.isLost() ? 1 : 0;
            done += now == Activity.DONE ? 1 : 0;
            excluded += site.isExcluded() ? 1 : 0;
        }
        return new Overview.Sites(sites.size(), alive, working, done, excluded);
    }

    private List<String> regions() {
        TreeSet<String> regions = new TreeSet<>();
        sites.values().forEach(site -> site.regions().stream().map(Region::name).forEach(regions::add));
        return List.copyOf(regions);
    }

    /** Rounds after that one, oldest first. */
    List<RoundView> rounds(int after) {
        return rounds.after(after);
    }

    /** By id. */
    List<SiteView> sites() {
        return sites.keySet().stream().map(this::view).toList();
    }

    private SiteView view(String site) {
        return sites.get(site).view(certificates.get(site));
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
        site(site).ifPresent(known -> changed.site(site));
    }

    /** It is shown in place of another run. */
    void changedAltogether() {
        changed.overview();
    }

    /** Everything that it shows differently since this was last asked. */
    Changes changes(List<EventRow> events) {
        return new Changes(
                changed.takeOverview() ? Optional.of(overview()) : Optional.empty(),
                changed.takeSites().stream().map(this::view).toList(),
                changed.takeRounds().stream()
                        .flatMap(id -> rounds.find(id).stream())
                        .toList(),
                events);
    }
}
