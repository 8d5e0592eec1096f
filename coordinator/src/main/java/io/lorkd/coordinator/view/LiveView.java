package io.lorkd.coordinator.view;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.CoordinatorEvents;
import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.gateway.GuestNews;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.journal.PastRun;
import io.lorkd.protocol.plan.InvalidPlanException;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import static java.util.Objects.requireNonNull;

/**
 * The actor that shows how the run is, the one that is in hand or the last one. It starts before the scheduler, reads what the
 * journal has of the last run, and hears what happens from there on.
 */
public final class LiveView extends VerticleBase implements CoordinatorEvents {
    private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);

    /** Events are read back so many at a time. */
    private static final int PAGE = 2000;

    /** Changes are told at most four times a second. */
    private static final long TOLD_EVERY_MILLIS = 250;

    private final JournalThread journal;
    private final Clock clock;
    private final List<Consumer<Changes>> watchers = new ArrayList<>();
    private final List<EventRow> untold = new ArrayList<>();

    /** Of sites that came over a gateway: no more than there are certificates. */
    private final Map<String, Instant> certificates = new HashMap<>();

    private Optional<Shown> shown = Optional.empty();
    private volatile Supplier<List<String>> possible = List::of;
    private Context home;
    private long timer;

    private record Shown(String run, Plan plan, RunFold fold) {}

    /** @param clock dates what happens, for people to read */
    public LiveView(JournalThread journal, Clock clock) {
        this.journal = requireNonNull(journal, "journal");
        this.clock = requireNonNull(clock, "clock");
    }

    @Override
    public Future<?> start() {
        home = context;
        GuestNews.hear(vertx, this::certified);
        return journal.ask(Journal::lastRun)
                .compose(last -> last.flatMap(this::shown)
                        .map(run -> {
                            shown = Optional.of(run);
                            return recall(run, 0);
                        })
                        .orElseGet(Future::succeededFuture));
    }

    /** A run whose plan is of another version is not shown. */
    private Optional<Shown> shown(PastRun past) {
        try {
            return Optional.of(shown(past.id(), PlanReader.parse(past.plan(), "the plan in the journal")));
        } catch (InvalidPlanException e) {
            LOG.warn("Run {} is not shown: {}", past.id(), e.getMessage());
            return Optional.empty();
        }
    }

    private Shown shown(String run, Plan plan) {
        return new Shown(run, plan, new RunFold(run, plan, certificates, () -> possible.get()));
    }

    private Future<Void> recall(Shown run, long after) {
        return journal.ask(open -> open.events().ofRun(run.run(), after, PAGE)).compose(page -> {
            page.forEach(past -> past.event().ifPresent(event -> run.fold().happened(event, past.at())));
            return page.size() < PAGE
                    ? Future.succeededFuture()
                    : recall(run, page.get(page.size() - 1).id());
        });
    }

    private void certified(String site, Instant expires) {
        if (!expires.equals(certificates.put(site, expires))) {
            shown.ifPresent(run -> run.fold().certified(site));
        }
    }

    /** Says who knows what may be ordered; asked on this view's event loop. */
    public void asks(Supplier<List<String>> orders) {
        possible = requireNonNull(orders, "orders");
    }

    // What happens

    @Override
    public void happened(CoordinatorEvent event) {
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        home.runOnContext(here -> hear(event, at));
    }

    private void hear(CoordinatorEvent event, Instant at) {
        if (event instanceof RunEvent.RunInHand inHand) {
            if (shown.filter(run -> run.run().equals(inHand.run())).isEmpty()) {
                shown = Optional.of(shown(inHand.run(), inHand.plan()));
                shown.get().fold().changedAltogether();
            }
        }
        shown.ifPresent(run -> run.fold().happened(event, at));
    }

    @Override
    public void journalled(EventRow row) {
        home.runOnContext(here -> {
            if (!watchers.isEmpty()) {
                untold.add(row);
            }
        });
    }

    // Who asks

    /** The run at a glance. May be called from anywhere, as the others may. */
    public Future<Overview> overview() {
        return ask(run -> run.map(known -> known.fold().overview()).orElseGet(() -> Overview.ofNoRun(possible.get())));
    }

    /** The rounds after that one, oldest first. */
    public Future<List<RoundView>> rounds(int after) {
        return ask(run -> run.map(known -> known.fold().rounds(after)).orElse(List.of()));
    }

    /** The sites, by id. */
    public Future<List<SiteView>> sites() {
        return ask(run -> run.map(known -> known.fold().sites()).orElse(List.of()));
    }

    /** The run's plan; empty where there is no run. */
    public Future<Optional<Plan>> plan() {
        return ask(run -> run.map(Shown::plan));
    }

    /** The backbones that the run has made, and what they are of; empty where there is no run. */
    public Future<Optional<Models>> models() {
        return ask(run -> run.map(known -> known.fold().models(known.plan())));
    }

    /** Everything that is shown of this moment; no older than what a watcher was told before the answer comes. */
    public Future<Changes> everything() {
        return ask(run -> run.map(known -> known.fold().everything())
                .orElseGet(() ->
                        new Changes(Optional.of(Overview.ofNoRun(possible.get())), List.of(), List.of(), List.of())));
    }

    private <T> Future<T> ask(Function<Optional<Shown>, T> question) {
        Promise<T> answer = Promise.promise();
        home.runOnContext(here -> answer.complete(question.apply(shown)));
        return answer.future();
    }

    /** Has somebody told what changes from the moment on that the answer comes, on this view's event loop, until it is ended. */
    public Future<Watch> watch(Consumer<Changes> watcher) {
        Promise<Watch> watch = Promise.promise();
        home.runOnContext(here -> {
            watchers.add(watcher);
            if (watchers.size() == 1) {
                timer = vertx.setPeriodic(TOLD_EVERY_MILLIS, tick -> tell());
            }
            watch.complete(() -> home.runOnContext(later -> leave(watcher)));
        });
        return watch.future();
    }

    /** Somebody is told what changes until it is ended. */
    @FunctionalInterface
    public interface Watch {
        void end();
    }

    private void leave(Consumer<Changes> watcher) {
        if (watchers.remove(watcher) && watchers.isEmpty()) {
            vertx.cancelTimer(timer);
            untold.clear();
        }
    }

    private void tell() {
        List<EventRow> events = List.copyOf(untold);
        untold.clear();
        Changes changes = shown.map(run -> run.fold().changes(events))
                .orElseGet(() -> new Changes(Optional.empty(), List.of(), List.of(), events));
        if (!changes.isEmpty()) {
            List.copyOf(watchers).forEach(watcher -> watcher.accept(changes));
        }
    }
}
