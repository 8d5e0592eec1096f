package io.lorkd.e2e;

import io.lorkd.coordinator.Coordinator;
import io.lorkd.coordinator.CoordinatorSettings;
import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.CoordinatorEvents;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.http.access.ApiToken;
import io.lorkd.coordinator.order.Orders;
import io.lorkd.coordinator.run.Liveness;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.SiteAgent;
import io.lorkd.site.SiteSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static java.util.stream.Collectors.joining;

/** A coordinator and sites on one event bus, each with a folder of its own. */
public final class LocalFederation implements AutoCloseable {
    private static final long LONGEST_WAIT_SECONDS = 120;

    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final StepLock stepLock = new StepLock();
    private final List<CoordinatorEvent> events = new CopyOnWriteArrayList<>();
    private final List<CoordinatorEvents> listeners = new CopyOnWriteArrayList<>();
    private final List<SiteAgent> agents = new CopyOnWriteArrayList<>();
    private final Promise<RunOutcome> outcome = Promise.promise();
    private Coordinator coordinator;

    public LocalFederation(Path folder) {
        this.folder = folder;
    }

    public Vertx vertx() {
        return vertx;
    }

    /** A coordinator, and what it says of sites that fall silent comes soon. */
    public LocalFederation coordinate(Plan plan) {
        return coordinate(CoordinatorSettings.of(plan, folder.resolve("coordinator")));
    }

    /** A coordinator that waits for its runs to be started. */
    LocalFederation waitForRuns() {
        return coordinate(CoordinatorSettings.waiting(folder.resolve("coordinator")));
    }

    private LocalFederation coordinate(CoordinatorSettings settings) {
        coordinator = await(Coordinator.start(
                vertx,
                settings.withHttp(HttpSettings.anyLocalPort())
                        .withLiveness(new Liveness(Duration.ofMillis(500), Duration.ofSeconds(10)))
                        .withEvents(this::happened)));
        coordinator.outcome().onSuccess(outcome::tryComplete).onFailure(outcome::tryFail);
        return this;
    }

    private void happened(CoordinatorEvent event) {
        events.add(event);
        if (event instanceof RunEvent.RunPaused paused) {
            // Nobody is here who could let it go on.
            outcome.tryFail(new AssertionError(events.stream()
                    .filter(each -> each instanceof WorkEvent.WorkFailed || each instanceof WorkEvent.UpdateRefused)
                    .map(CoordinatorEvent::sentence)
                    .collect(joining("\n  ", paused.sentence() + "\n  ", ""))));
        }
        listeners.forEach(listener -> listener.happened(event));
    }

    Orders orders() {
        return coordinator.orders();
    }

    void listen(CoordinatorEvents listener) {
        listeners.add(listener);
    }

    public SiteSettings settings(String site, Path state, NoiseRegion... regions) {
        return new SiteSettings(
                site, state, Arrays.stream(regions).map(NoiseRegion::atSite).toList(), stepLock);
    }

    public LocalFederation join(String site, NoiseRegion... regions) {
        return join(await(SiteAgent.start(vertx, settings(site, siteFolder(site), regions))));
    }

    public LocalFederation join(SiteAgent agent) {
        agents.add(agent);
        return this;
    }

    /** Waits until the run is over and, where it finished, until every site has ended; fails at once where it is paused. */
    public RunOutcome run() {
        RunOutcome ended = await(outcome.future());
        if (ended.finished()) {
            agents.forEach(agent -> await(agent.ended()));
        }
        return ended;
    }

    /** What has happened so far of one kind. */
    public <E extends CoordinatorEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The last head of each site's ledger that the coordinator has journalled, as it tells whoever asks. */
    Map<String, String> ledgerHeads() {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + coordinator.port() + "/api/v1/ledgers"))
                .header("Authorization", authorization())
                .build();
        Map<String, String> heads = new TreeMap<>();
        new JsonObject(HttpClient.newHttpClient()
                        .sendAsync(request, BodyHandlers.ofString())
                        .join()
                        .body())
                .forEach(head -> heads.put(head.getKey(), (String) head.getValue()));
        return heads;
    }

    private String authorization() {
        try {
            return ApiToken.authorization(folder.resolve("coordinator"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path siteFolder(String site) {
        return folder.resolve("sites").resolve(site);
    }

    Path coordinatorFolder() {
        return folder.resolve("coordinator");
    }

    /** The folder of what the site last promoted. */
    Path promotedUnit(String site) {
        Path units = siteFolder(site).resolve("units");
        try {
            return units.resolve(Files.readString(units.resolve("promoted")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        await(coordinator == null ? Future.succeededFuture() : coordinator.close());
        await(vertx.close());
    }
}
