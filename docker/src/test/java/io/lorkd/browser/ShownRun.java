package io.lorkd.browser;

import io.lorkd.coordinator.Coordinator;
import io.lorkd.coordinator.CoordinatorSettings;
import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.http.access.ApiToken;
import io.lorkd.coordinator.run.Liveness;
import io.lorkd.e2e.NoiseRegion;
import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.simulation.FreePorts;
import io.lorkd.site.SiteAgent;
import io.lorkd.site.SiteSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A run that goes on: a coordinator, whose dashboard keeps its address over restarts, and real sites that train on noise. */
final class ShownRun implements AutoCloseable {
    static final String TICKET = "a-test-s-ticket";

    /** Of the first round; so many follow that it ends in no test. */
    private static final String PLAN = """
            name: skin and chest
            network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: 8}
            experts: {rank: 2, ranks: %s}
            training: {batchSize: 4}
            rounds: {warmup: 2, decomposition: 4000, sites: %d, localSteps: 2}
            """;

    private final Path folder;
    private final int sites;
    private final String ranks;
    private final int port = FreePorts.find(1).get(0);
    private final Vertx vertx = Vertx.vertx();
    private final StepLock stepLock = new StepLock();
    private final List<SiteAgent> agents = new ArrayList<>();
    private Coordinator coordinator;

    private ShownRun(Path folder, int sites, String ranks) {
        this.folder = folder;
        this.sites = sites;
        this.ranks = ranks;
    }

    /** @param sites how many sites it waits for; they measure no losses, since ranks are balanced */
    static ShownRun of(Path folder, int sites) {
        return of(folder, sites, "balanced");
    }

    /** @param sites how many sites it waits for; they measure no losses, since ranks are balanced */
    static String plan(int sites) {
        return PLAN.formatted("balanced", sites);
    }

    private static ShownRun of(Path folder, int sites, String ranks) {
        ShownRun run = new ShownRun(folder, sites, ranks);
        run.startCoordinator();
        return run;
    }

    /** A run of two sites that both are here. */
    static ShownRun ofTwo(Path folder) {
        return of(folder, 2, "imbalanced")
                .join("st-anna", new NoiseRegion("skin", 2, 8))
                .join("north-clinic", new NoiseRegion("chest", 3, 8), new NoiseRegion("breast", 2, 8));
    }

    void startCoordinator() {
        coordinator = Await.result(Coordinator.start(
                vertx,
                CoordinatorSettings.of(PlanReader.parse(PLAN.formatted(ranks, sites), "a test's plan"), state())
                        .withStay()
                        .withHttp(new HttpSettings("127.0.0.1", port).withTicket(TICKET))
                        .withLiveness(new Liveness(Duration.ofMillis(500), Duration.ofSeconds(10)))));
    }

    /** As a crash would: sites are told nothing. */
    void stopCoordinator() {
        Await.result(coordinator.close());
    }

    ShownRun join(String site, NoiseRegion... regions) {
        Path state = folder.resolve(site);
        agents.add(Await.result(SiteAgent.start(
                vertx,
                new SiteSettings(
                        site,
                        state,
                        Arrays.stream(regions).map(NoiseRegion::atSite).toList(),
                        stepLock))));
        return this;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** The address that signs in. */
    URI ticket() {
        return address().resolve("/?ticket=" + TICKET);
    }

    Vertx vertx() {
        return vertx;
    }

    /** Gives someone an account, as a program on this machine would. */
    void addUser(String user, String role, String password) {
        JsonObject account =
                new JsonObject().put("user", user).put("role", role).put("password", password);
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(address().resolve("/api/v1/users"))
                                    .header("Authorization", ApiToken.authorization(state()))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(account.encode()))
                                    .build(),
                            BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new AssertionError("no account for " + user + ": " + answer.body());
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Path state() {
        return folder.resolve("coordinator");
    }

    @Override
    public void close() {
        agents.forEach(agent -> Await.result(agent.close()));
        Await.result(coordinator.close());
        Await.result(vertx.close());
    }
}
