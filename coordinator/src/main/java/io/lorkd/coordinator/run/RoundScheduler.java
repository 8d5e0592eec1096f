package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.CoordinatorEvents;
import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.event.SiteEvent;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.JournalWriter;
import io.lorkd.coordinator.order.Order;
import io.lorkd.coordinator.order.Orders;
import io.lorkd.coordinator.registry.SiteRegistry;
import io.lorkd.coordinator.time.Time;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.transfer.BlobHolder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import static java.util.Objects.requireNonNull;

/**
 * The actor that takes runs through their states, one after the other, and the only one that does. It opens a run, lets sites
 * in, notes that they live, and does what a person orders. Between runs it asks sites to wait.
 */
public final class RoundScheduler extends VerticleBase implements Orders, JournalWriter {
    /** How long sites that must be told of the end are waited for. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Supplier<String> newRun;
    private final Optional<Plan> plan;
    private final boolean stays;
    private final PlanDesk desk;
    private final Workplace place;
    private final Promise<RunOutcome> outcome = Promise.promise();

    private BlobHolder holder;
    private MessageConsumer<?> consumer;
    private RunOpening opening;
    private Optional<Conduct> current = Optional.empty();
    private boolean starting;
    private volatile String runId = "";
    private volatile List<String> possible = List.of();
    private Context home;
    private Time.Timer liveness = () -> {};

    /**
     * @param newRun makes the id of a run that is begun
     * @param plan the plan that a run is begun with at once, or gone on with; empty where people start runs
     * @param stays whether another run may be started when one has ended
     * @param desk checks plans that people hand in
     */
    public RoundScheduler(Supplier<String> newRun, Optional<Plan> plan, boolean stays, PlanDesk desk, Workplace place) {
        this.newRun = requireNonNull(newRun, "newRun");
        this.plan = requireNonNull(plan, "plan");
        this.stays = stays;
        this.desk = requireNonNull(desk, "desk");
        this.place = requireNonNull(place, "place");
    }

    /**
     * Begins a run, or goes on with the one that the journal holds open.
     *
     * <p>Fails with {@link io.lorkd.protocol.InvalidConfigurationException} where that one has another plan, with {@link
     * RunFailedException} where its backbone is gone, and with {@link io.lorkd.model.InvalidInputException} where the plan names
     * a network that there is not, or a teacher that cannot be served.
     */
    @Override
    public Future<?> start() {
        home = context;
        holder = BlobHolder.serve(vertx, Address.coordinatorName());
        opening = new RunOpening(vertx, place, desk, new Foreknowing(), holder);
        return (plan.isPresent() ? opening.open(newRun, plan.get()).map(Optional::of) : opening.last())
                .compose(opened -> holder.ready().map(opened))
                .compose(this::letSitesIn)
                .onFailure(e -> holder.close());
    }

    private Future<?> letSitesIn(Optional<Run> opened) {
        opened.ifPresent(this::conduct);
        lookAtWhatIsPossible();
        watch();
        consumer = new Messenger(vertx).onCoordinatorMessage(this::hear);
        return consumer.completion();
    }

    private void conduct(Run run) {
        current.ifPresent(before -> before.run().retire());
        current = Optional.of(Conduct.of(run, home));
        runId = run.id();
        run.outcome().onSuccess(ended -> {
            lookAtWhatIsPossible();
            if (!stays || ended.state() == RunOutcome.State.OPEN) {
                outcome.tryComplete(ended);
            }
        });
    }

    private Future<Answer> hear(ToCoordinator message) {
        return current.map(conduct -> conduct.reception().hear(message))
                .orElseGet(() -> message instanceof ToCoordinator.Enrol || message instanceof ToCoordinator.AskPlan
                        ? Future.succeededFuture(new Answer.Wait(
                                place.liveness().heartbeat(), "No run goes on here; wait until one is started"))
                        : Answers.refused(Refusal.UNKNOWN_SITE, "No run goes on here; enrol with the next one"));
    }

    /** The id of the run that goes on, or ended last; empty where there is none. */
    public Optional<String> runId() {
        return Optional.of(runId).filter(id -> !id.isEmpty());
    }

    /** How the run ends that this coordinator ends with. Where it stays, that is one that it cannot go on with. */
    public Future<RunOutcome> outcome() {
        return outcome.future();
    }

    /** What the run is doing, in words; empty where there is none. */
    Future<String> words() {
        return atHome(() -> Future.succeededFuture(
                current.map(conduct -> conduct.run().state().words()).orElse("")));
    }

    // Orders

    @Override
    public Future<Void> start(String planYaml, String who) {
        return atHome(() -> {
            Optional<String> objection = objectionToStarting();
            if (objection.isPresent()) {
                return Future.failedFuture(new IllegalStateException(objection.get()));
            }
            starting = true;
            lookAtWhatIsPossible();
            return place.files()
                    .call(() -> desk.read(planYaml))
                    .compose(read -> opening.start(newRun.get(), read, who))
                    .onSuccess(this::conduct)
                    .onComplete(done -> {
                        starting = false;
                        lookAtWhatIsPossible();
                    })
                    .mapEmpty();
        });
    }

    private Optional<String> objectionToStarting() {
        if (!stays) {
            return Optional.of("This coordinator has its plan from its configuration file and ends with that run; leave"
                    + " 'plan' out of the file, or set stayAfterRun, to start runs here");
        }
        if (starting) {
            return Optional.of("A run is being started already");
        }
        return current.map(Conduct::run)
                .filter(run -> !run.mayBeFollowed())
                .map(run -> "Run " + run.id() + " is " + run.state().words()
                        + "; another one can be started when it has" + " ended");
    }

    @Override
    public Future<String> check(String planYaml) {
        return place.files().call(() -> PlanReader.write(desk.read(planYaml)));
    }

    @Override
    public Future<Void> pause(String reason, String who) {
        return ofRun(orders -> orders.pause(reason, who));
    }

    @Override
    public Future<Void> resume(String who) {
        return ofRun(orders -> orders.resume(who));
    }

    @Override
    public Future<Void> stop(String reason, String who) {
        return ofRun(orders -> orders.stop(reason, who));
    }

    @Override
    public Future<Void> exclude(String site, String reason, String who) {
        return ofRun(orders -> orders.exclude(site, reason, who));
    }

    @Override
    public Future<Void> readmit(String site, String who) {
        return ofRun(orders -> orders.readmit(site, who));
    }

    private Future<Void> ofRun(Function<RunOrders, Future<Void>> order) {
        return atHome(() -> current.map(conduct -> order.apply(conduct.orders()))
                .orElseGet(() -> Future.failedFuture(new IllegalStateException("No run goes on here"))));
    }

    @Override
    public List<String> possible() {
        return possible;
    }

    @Override
    public Future<Void> write(Function<Journal, EventRow> rows) {
        return atHome(() -> place.journal()
                .ask(rows)
                .onSuccess(row -> place.events().journalled(row))
                .mapEmpty());
    }

    /** Whatever changes what is possible is an event; who hears of it finds it changed. */
    private final class Foreknowing implements CoordinatorEvents {
        @Override
        public void happened(CoordinatorEvent event) {
            lookAtWhatIsPossible();
            place.events().happened(event);
        }

        @Override
        public void journalled(EventRow row) {
            place.events().journalled(row);
        }
    }

    private void lookAtWhatIsPossible() {
        possible = objectionToStarting().isEmpty()
                ? List.of(Order.START.word())
                : current.map(conduct -> conduct.orders().possible().stream()
                                .map(Order::word)
                                .toList())
                        .orElse(List.of());
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
        Future<Void> left = current.map(conduct -> leave(conduct.run())).orElseGet(Future::succeededFuture);
        return left.eventually(() -> consumer == null ? Future.succeededFuture() : consumer.unregister())
                .eventually(() -> holder == null ? Future.succeededFuture() : holder.close())
                .onComplete(gone -> outcome.tryFail(new RunFailedException("The coordinator was closed")));
    }

    private Future<Void> leave(Run run) {
        boolean ended = run.state() instanceof Ended;
        run.leaveOpen("The coordinator was closed before the run had ended; start it again, and the run goes on");
        return (ended ? farewell(run) : Future.<Void>succeededFuture())
                .onComplete(told -> run.lines().hangUp());
    }

    /** Done when the end is written and told, or was tried for long enough. */
    private Future<Void> farewell(Run run) {
        Promise<Void> patience = Promise.promise();
        Time.Timer timer = place.time().after(FAREWELL, patience::tryComplete);
        Future<Void> told = run.outcome().transform(written -> run.lines().idle());
        return Future.any(told, patience.future()).<Void>mapEmpty().onComplete(either -> timer.cancel());
    }

    // Who lives

    private void watch() {
        liveness = place.time().after(place.liveness().heartbeat(), () -> {
            current.ifPresent(conduct -> watch(conduct.run()));
            watch();
        });
    }

    private static void watch(Run run) {
        for (SiteRegistry.Loss loss : run.sites().markLost()) {
            if (!run.isOver() && run.awaits(loss.site())) {
                run.happened(new SiteEvent.SiteLost(loss.site().id(), loss.silence()));
                run.state().lost(loss.site());
            }
        }
        run.state().ticked();
        run.happened(LifeSigns.of(run));
    }
}
