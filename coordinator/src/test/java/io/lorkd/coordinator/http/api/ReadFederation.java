package io.lorkd.coordinator.http.api;

import io.lorkd.coordinator.Coordinator;
import io.lorkd.coordinator.CoordinatorSettings;
import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.http.access.ApiToken;
import io.lorkd.coordinator.recipe.Recipe;
import io.lorkd.coordinator.run.Liveness;
import io.lorkd.coordinator.run.StubSite;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.plan.Plan;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A coordinator with its dashboard and sites that train nothing, read by a program on the same machine. */
final class ReadFederation implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Plan plan;
    private final Path root;
    private Coordinator coordinator;

    ReadFederation(Plan plan, Path root) {
        this.plan = plan;
        this.root = root;
        start();
    }

    /** Starts a coordinator on the folder, a second one after the first was stopped. */
    void start() {
        coordinator = Await.result(Coordinator.start(
                vertx,
                CoordinatorSettings.of(plan, state())
                        .withHttp(HttpSettings.anyLocalPort())
                        .withLiveness(new Liveness(Duration.ofMillis(100), Duration.ofSeconds(10)))
                        .withNetwork(TensorFiles.tinyNetwork())));
    }

    void stop() {
        Await.result(coordinator.close());
    }

    Coordinator coordinator() {
        return coordinator;
    }

    /** Where the dashboard answers under a path, as the document writes it. */
    List<String> addresses(String under) {
        return coordinator.addresses().stream()
                .map(address -> address.replaceAll(":(\\w+)", "{$1}"))
                .filter(address -> address.contains(" " + under))
                .toList();
    }

    Path state() {
        return root.resolve("state");
    }

    StubSite site(String id, String region, long samples) throws IOException {
        BackboneManifest manifest = new Recipe(plan, TensorFiles.tinyNetwork()).manifest();
        return new StubSite(vertx, id, region, samples, manifest, Files.createDirectories(root.resolve(id)));
    }

    /** A request of somebody who has not signed in. */
    HttpRequest.Builder anybody(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + coordinator.port() + path));
    }

    HttpRequest.Builder request(String path) throws IOException {
        return anybody(path).header("Authorization", ApiToken.authorization(state()));
    }

    HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonObject read(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    @Override
    public void close() {
        stop();
        Await.result(vertx.close());
    }
}
