package io.lorkd.coordinator.run;

import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.coordinator.disk.StateFolder;
import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.journal.OpenRun;
import io.lorkd.coordinator.time.ManualTime;
import io.lorkd.coordinator.work.BlockingWork;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.plan.Plan;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

/** A scheduler of a tiny network on a local event bus, with a clock that the test moves. */
final class TestFederation implements AutoCloseable {
    static final String RUN = "run-under-test";

    final Vertx vertx = Vertx.vertx();
    final ManualTime time = new ManualTime();
    final List<CoordinatorEvent> events = new CopyOnWriteArrayList<>();
    final RunSettings settings;
    RoundScheduler scheduler;

    /** Hears what happens, on the scheduler's event loop. */
    volatile Consumer<CoordinatorEvent> listener = event -> {};

    StateFolder folder;

    /** The id that the next run gets that is begun. */
    volatile String nextRun;

    private final Optional<Plan> plan;
    private final boolean stays;
    private final Path root;
    private BlockingWork files;
    private JournalThread journal;
    private String deployment;
    private boolean running;

    TestFederation(Plan plan, Path root) throws Exception {
        this(plan, Optional.of(plan), false, root);
    }

    /** A coordinator that waits for a run to be started. */
    static TestFederation waiting(Path root) throws Exception {
        return new TestFederation(Plans.deltas(), Optional.empty(), true, root);
    }

    /** @param shape a plan with the manifest that all runs have */
    private TestFederation(Plan shape, Optional<Plan> plan, boolean stays, Path root) throws Exception {
        this.plan = plan;
        this.stays = stays;
        this.root = root;
        this.settings = new RunSettings(
                shape,
                TensorFiles.tinyNetwork(),
                new Liveness(Duration.ofSeconds(1), Duration.ofSeconds(10)),
                this::hear);
        start(RUN);
    }

    /** @param newRun the id that a new run gets */
    private void start(String newRun) throws Exception {
        nextRun = newRun;
        files = new BlockingWork(vertx, "files");
        folder = StateFolder.open(root.resolve("state"));
        journal = new JournalThread(Journal.open(folder.path(), Clock.systemUTC()), new BlockingWork(vertx, "journal"));
        scheduler = new RoundScheduler(
                () -> nextRun,
                plan,
                stays,
                new PlanDesk(other -> settings.network(), folder),
                new Workplace(time, settings.liveness(), this::hear, folder, files, journal));
        deployment = get(vertx.deployVerticle(scheduler));
        running = true;
    }

    private void hear(CoordinatorEvent event) {
        events.add(event);
        listener.accept(event);
    }

    /** Ends the coordinator; the sites stay. */
    void stop() {
        Await.result(vertx.undeploy(deployment));
        Await.result(files.close());
        Await.result(journal.close());
        folder.close();
        running = false;
    }

    /** Starts another coordinator on the same folder. */
    void startAgain() throws Exception {
        start("run-that-must-not-begin");
    }

    /** Writes to the journal of a coordinator that was stopped. */
    void write(Consumer<Journal> rows) {
        try (Journal open = Journal.open(root.resolve("state"), Clock.systemUTC())) {
            rows.accept(open);
        }
    }

    StubSite site(String id, String region, long samples) throws Exception {
        Path own = Files.createDirectories(root.resolve(id));
        return new StubSite(vertx, id, region, samples, settings.manifest(), own);
    }

    /** Two sites, {@code a} with 3 samples and {@code b} with 1, that are not enrolled yet. */
    List<StubSite> twoSites() throws Exception {
        return List.of(site("a", "brain", 3), site("b", "lung", 1));
    }

    /** The two, and {@code c} with 2 samples. */
    List<StubSite> threeSites() throws Exception {
        return List.of(site("a", "brain", 3), site("b", "lung", 1), site("c", "skin", 2));
    }

    RunOutcome outcome() throws Exception {
        return get(scheduler.outcome());
    }

    /** What the journal holds of the run. */
    OpenRun openRun() throws Exception {
        return get(journal.ask(Journal::openRun)).orElseThrow();
    }

    <E extends CoordinatorEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <E extends CoordinatorEvent> E awaitEvent(Class<E> kind) {
        await().until(() -> !events(kind).isEmpty());
        return events(kind).get(0);
    }

    static <T> T get(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
    }

    @Override
    public void close() {
        if (running) {
            stop();
        }
        Await.result(vertx.close());
    }
}
