package io.lorkd.coordinator;

import io.lorkd.coordinator.disk.StateFolder;
import io.lorkd.coordinator.http.Dashboard;
import io.lorkd.coordinator.http.Routes;
import io.lorkd.coordinator.http.api.ModelRoutes;
import io.lorkd.coordinator.http.api.ReadingRoutes;
import io.lorkd.coordinator.http.api.StreamRoutes;
import io.lorkd.coordinator.http.order.OrderRoutes;
import io.lorkd.coordinator.http.page.PageRoutes;
import io.lorkd.coordinator.http.signin.Door;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.order.Orders;
import io.lorkd.coordinator.recipe.Recipe;
import io.lorkd.coordinator.run.PlanDesk;
import io.lorkd.coordinator.run.RoundScheduler;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.coordinator.run.Workplace;
import io.lorkd.coordinator.time.Time;
import io.lorkd.coordinator.time.WallClock;
import io.lorkd.coordinator.view.LiveView;
import io.lorkd.coordinator.work.BlockingWork;
import io.lorkd.model.network.Network;
import io.lorkd.protocol.plan.Plan;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The coordinator's process: its state folder, journal and dashboard, and the scheduler that takes one run after the other
 * through its rounds.
 */
public final class Coordinator {
    private final Vertx vertx;
    private final OpenState state;
    private final RoundScheduler scheduler;
    private final Door door;
    private final Dashboard dashboard;
    private final LiveView view;
    private final String schedulerDeployment;
    private Future<Void> closed;

    private Coordinator(
            Vertx vertx,
            OpenState state,
            RoundScheduler scheduler,
            Door door,
            Dashboard dashboard,
            LiveView view,
            String schedulerDeployment) {
        this.vertx = vertx;
        this.state = state;
        this.scheduler = scheduler;
        this.door = door;
        this.dashboard = dashboard;
        this.view = view;
        this.schedulerDeployment = schedulerDeployment;
    }

    /** The state folder and the threads that work in it. */
    private record OpenState(StateFolder folder, JournalThread journal, BlockingWork files) {

        static Future<OpenState> of(Vertx vertx, CoordinatorSettings settings) {
            BlockingWork journalWork = new BlockingWork(vertx, "lorkd-journal");
            BlockingWork files = new BlockingWork(vertx, "lorkd-coordinator-files");
            return journalWork
                    .call(() -> {
                        StateFolder folder = StateFolder.open(settings.state());
                        try {
                            Journal journal = Journal.open(settings.journal(), folder.path(), WallClock.ofMachine());
                            return new OpenState(folder, new JournalThread(journal, journalWork), files);
                        } catch (RuntimeException e) {
                            folder.close();
                            throw e;
                        }
                    })
                    .onFailure(e -> {
                        journalWork.close();
                        files.close();
                    });
        }

        Future<Void> close() {
            return files.close().eventually(journal::close).onSuccess(done -> folder.close());
        }
    }

    /**
     * Opens the journal, begins a run or goes on with the one that is open there, and lets sites in.
     *
     * @return the running coordinator. Fails with {@link io.lorkd.protocol.InvalidConfigurationException} where the run that
     *     is open has another plan, with {@link io.lorkd.protocol.command.RunFailedException} where the state
     *     folder or the HTTP port is not to be had, and with {@link io.lorkd.model.InvalidInputException} where the plan
     *     names a network that there is not, or a teacher that cannot be served; then nothing is left running
     */
    public static Future<Coordinator> start(Vertx vertx, CoordinatorSettings settings) {
        return start(vertx, settings, Time.of(vertx));
    }

    /** As {@link #start(Vertx, CoordinatorSettings)}, by another clock. */
    public static Future<Coordinator> start(Vertx vertx, CoordinatorSettings settings, Time time) {
        try {
            // Before the folder is made: a plan that cannot be run leaves nothing behind.
            settings.plan().ifPresent(networks(settings)::apply);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        return OpenState.of(vertx, settings)
                .compose(state -> deploy(vertx, settings, state, time)
                        .recover(e -> state.close().transform(closed -> Future.failedFuture(e))));
    }

    private static Function<Plan, Network> networks(CoordinatorSettings settings) {
        return plan -> settings.network().orElseGet(() -> Recipe.network(plan));
    }

    private static Future<Coordinator> deploy(Vertx vertx, CoordinatorSettings settings, OpenState state, Time time) {
        LiveView view = new LiveView(state.journal(), WallClock.ofMachine());
        RoundScheduler scheduler = new RoundScheduler(
                () -> UUID.randomUUID().toString(),
                settings.plan(),
                settings.staysAfterRun(),
                new PlanDesk(networks(settings), state.folder()),
                new Workplace(
                        time,
                        settings.liveness(),
                        settings.events().andThen(view),
                        state.folder(),
                        state.files(),
                        state.journal()));
        view.asks(scheduler::possible);
        return vertx.deployVerticle(view)
                .compose(viewId -> vertx.deployVerticle(scheduler))
                .compose(schedulerId -> Door.open(
                                vertx, settings.http(), state.folder().path(), state.journal(), scheduler, time)
                        .compose(door -> open(vertx, settings, door, rooms(state, scheduler, view))
                                .map(dashboard ->
                                        new Coordinator(vertx, state, scheduler, door, dashboard, view, schedulerId)))
                        .recover(e -> vertx.undeploy(schedulerId).transform(undeployed -> Future.failedFuture(e))))
                .recover(e -> vertx.undeploy(view.deploymentID()).transform(undeployed -> Future.failedFuture(e)));
    }

    /** What the dashboard is put together from, behind its door. */
    private static List<Routes> rooms(OpenState state, RoundScheduler scheduler, LiveView view) {
        return List.of(
                new PageRoutes(),
                new OrderRoutes(scheduler, view::overview),
                new ReadingRoutes(view, state.journal()),
                new ModelRoutes(view, state.folder().blobs()),
                new StreamRoutes(view, state.journal()));
    }

    private static Future<Dashboard> open(Vertx vertx, CoordinatorSettings settings, Door door, List<Routes> rooms) {
        List<Routes> all = Stream.concat(door.routes().stream(), rooms.stream()).toList();
        Dashboard dashboard = new Dashboard(settings.http(), door.access(), all);
        return vertx.deployVerticle(dashboard)
                .map(dashboard)
                .recover(e -> door.close().transform(closed -> Future.failedFuture(e)));
    }

    /**
     * How the run ends that the coordinator ends with. Where it stays for further runs, that is one that it cannot go on with, or
     * that it leaves open as it is closed. A failed run is an outcome, too. Fails with {@link
     * io.lorkd.protocol.command.RunFailedException} where the journal cannot be written any more: then the run has not ended,
     * and goes on when a coordinator is started again.
     */
    public Future<RunOutcome> outcome() {
        Promise<RunOutcome> first = Promise.promise();
        scheduler.outcome().onSuccess(first::tryComplete).onFailure(first::tryFail);
        state.journal().lost().onFailure(first::tryFail);
        return first.future();
    }

    /** Where orders are given. */
    public Orders orders() {
        return scheduler;
    }

    /** The id of the run that goes on, or ended last; empty where there is none. */
    public Optional<String> run() {
        return scheduler.runId();
    }

    /** The port that the dashboard listens on. */
    public int port() {
        return dashboard.port();
    }

    /** Where the dashboard answers, as {@code GET /path}. */
    public Set<String> addresses() {
        return dashboard.addresses();
    }

    /** The address that people call the dashboard by. */
    public URI url() {
        return door.url(port());
    }

    /**
     * The link for the first operator to give themselves a password by; empty where there is an operator. Whoever has it may
     * become one: it is for the eyes of who started the coordinator.
     */
    public Optional<URI> firstLink() {
        return door.firstLink(port());
    }

    /**
     * Frees everything. A run that has not ended is left open, and no site is told anything: {@link #start} on the same folder
     * goes on with it. A second call waits for the first.
     */
    public synchronized Future<Void> close() {
        if (closed == null) {
            closed = vertx.undeploy(dashboard.deploymentID())
                    .eventually(door::close)
                    .eventually(() -> vertx.undeploy(schedulerDeployment))
                    .eventually(() -> vertx.undeploy(view.deploymentID()))
                    .eventually(state::close);
        }
        return closed;
    }
}
