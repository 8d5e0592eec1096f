package io.lorkd.coordinator;

import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.http.access.ApiToken;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.model.InvalidInputException;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CoordinatorTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path folder;

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    @Test
    void answersForItsHealthAndItsRun() throws Exception {
        Coordinator coordinator = get(Coordinator.start(vertx, settings(folder)));

        assertThat(fetch(coordinator, "/health")).isEqualTo(new JsonObject().put("status", "up"));
        JsonObject overview = fetch(coordinator, "/api/v1/overview");
        assertThat(overview.getString("run")).isEqualTo(coordinator.run().orElseThrow());
        assertThat(overview.getString("words")).isEqualTo("Waiting for sites (0 of 4)");
        assertThat(overview.getString("backbone")).hasSize(64);
        assertThat(fetch(coordinator, "/api/v1/sites").getJsonArray("sites")).isEmpty();
        assertThat(fetch(coordinator, "/api/v1/ledgers")).isEmpty();
        get(coordinator.close());
    }

    @Test
    void takesTheOrdersToPauseAndToGoOn() throws Exception {
        Coordinator coordinator = get(Coordinator.start(vertx, settings(folder)));

        HttpResponse<String> paused = post(coordinator, "/api/v1/pause", "{\"reason\": \"maintenance\"}");
        assertThat(paused.statusCode()).isEqualTo(200);
        JsonObject order = new JsonObject(paused.body()).getJsonObject("pauseOrder");
        assertThat(order).isEqualTo(new JsonObject().put("by", "local").put("reason", "maintenance"));
        HttpResponse<String> resumed = post(coordinator, "/api/v1/resume", "{}");
        assertThat(resumed.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(resumed.body()).getValue("pauseOrder")).isNull();
        get(coordinator.close());
    }

    @Test
    void refusesOrdersThatItCannotReadOrThatABrowserMayHaveBeenMadeToSend() throws Exception {
        Coordinator coordinator = get(Coordinator.start(vertx, settings(folder)));

        for (String body : List.of("", "{}", "[]", "{\"reason\": 3}", "{\"reason\": \" \"}", "{\"reason")) {
            HttpResponse<String> refused = post(coordinator, "/api/v1/pause", body);
            assertThat(refused.statusCode()).as(body).isEqualTo(400);
            assertThat(refused.body()).contains("reason");
        }
        HttpRequest form = request(coordinator, "/api/v1/pause")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{\"reason\": \"a trick\"}"))
                .build();
        assertThat(send(form).statusCode()).isEqualTo(415);
        assertThat(post(coordinator, "/api/v1/pause", " ".repeat(10_000)).statusCode())
                .isEqualTo(413);
        assertThat(fetch(coordinator, "/api/v1/overview").getValue("pauseOrder"))
                .isNull();
        get(coordinator.close());
    }

    @Test
    void startsARunFromAPlanThatIsHandedInAndStopsIt() throws Exception {
        Coordinator coordinator = get(
                Coordinator.start(vertx, CoordinatorSettings.waiting(folder).withHttp(HttpSettings.anyLocalPort())));
        assertThat(coordinator.run()).isEmpty();
        assertThat(fetch(coordinator, "/api/v1/overview").getString("words")).startsWith("No run");
        String plan = new JsonObject()
                .put("plan", "name: handed in\nrounds: {sites: 2}")
                .encode();

        HttpResponse<String> checked = post(coordinator, "/api/v1/run/check", plan);
        assertThat(checked.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(checked.body()).getBoolean("ok")).isTrue();
        assertThat(new JsonObject(checked.body()).getString("plan")).contains("handed in", "seed: 1");
        assertThat(coordinator.run()).isEmpty();
        for (String wrong : List.of("rounds: {sites: none}", "network: {architecture: resnet-1001}", "a: {")) {
            HttpResponse<String> refused = post(
                    coordinator,
                    "/api/v1/run",
                    new JsonObject().put("plan", wrong).encode());
            assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
            assertThat(new JsonObject(refused.body()).getString("error")).isNotBlank();
        }
        assertThat(post(coordinator, "/api/v1/pause", "{\"reason\": \"early\"}").statusCode())
                .isEqualTo(409);

        assertThat(new JsonObject(post(coordinator, "/api/v1/run", plan).body()).getString("name"))
                .isEqualTo("handed in");
        assertThat(coordinator.run()).isPresent();
        assertThat(post(coordinator, "/api/v1/run", plan).statusCode()).isEqualTo(409);
        HttpResponse<String> unknown = post(coordinator, "/api/v1/sites/nobody/exclude", "{\"reason\": \"its data\"}");
        assertThat(unknown.statusCode()).isEqualTo(409);
        assertThat(unknown.body()).contains("No site 'nobody' is enrolled");
        assertThat(post(coordinator, "/api/v1/sites/nobody/readmit", "{}").statusCode())
                .isEqualTo(409);
        assertThat(new JsonObject(post(coordinator, "/api/v1/stop", "{\"reason\": \"enough\"}")
                                .body())
                        .getString("state"))
                .isEqualTo("Stopped");
        get(coordinator.close());
    }

    @Test
    void leavesTheRunOpenWhenItIsClosed() throws Exception {
        Coordinator coordinator = get(Coordinator.start(vertx, settings(folder)));
        get(coordinator.close());

        RunOutcome outcome = get(coordinator.outcome());

        assertThat(outcome.state()).isEqualTo(RunOutcome.State.OPEN);
        assertThat(outcome.reason()).contains("closed before the run had ended", "start it again");
        assertThat(folder.resolve(RunOutcome.FILE)).doesNotExist();
    }

    @Test
    void goesOnWithTheRunThatIsOpenInItsFolder() throws Exception {
        Coordinator first = get(Coordinator.start(vertx, settings(folder)));
        get(first.close());
        Coordinator second = get(Coordinator.start(vertx, settings(folder)));
        get(second.close());

        assertThat(second.run()).isEqualTo(first.run());
        assertThat(get(second.outcome()).backboneSha256())
                .isEqualTo(get(first.outcome()).backboneSha256());
    }

    @Test
    void refusesAnotherPlanWhileTheRunInItsFolderIsOpen() throws Exception {
        get(get(Coordinator.start(vertx, settings(folder))).close());
        Plan other = PlanReader.parse("seed: 2\nrounds: {deadline: 5m}", "a test");
        CoordinatorSettings changed = CoordinatorSettings.of(other, folder).withHttp(HttpSettings.anyLocalPort());

        assertThatThrownBy(() -> get(Coordinator.start(vertx, changed)))
                .cause()
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("seed: 1 there, 2 here")
                .hasMessageContaining("rounds.deadline: PT10M there, PT5M here")
                .hasMessageContaining("Name another state folder, or restore the plan");
    }

    @Test
    void namesAPortThatIsInUseAndFreesTheFolder() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CoordinatorSettings same = settings(folder).withHttp(new HttpSettings("127.0.0.1", taken.getLocalPort()));

            assertThatThrownBy(() -> get(Coordinator.start(vertx, same)))
                    .cause()
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
        get(get(Coordinator.start(vertx, settings(folder))).close());
    }

    @Test
    void refusesAFolderThatAnotherCoordinatorHas() throws Exception {
        Coordinator first = get(Coordinator.start(vertx, settings(folder)));

        assertThatThrownBy(() -> get(Coordinator.start(vertx, settings(folder))))
                .cause()
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("in use by this process");
        get(first.close());
    }

    @Test
    void refusesAFolderThatIsAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> get(Coordinator.start(vertx, settings(file))))
                .cause()
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("is a file");
    }

    @Test
    void refusesANetworkThatThereIsNot() {
        Plan plan = PlanReader.parse("network: {architecture: resnet-1001}", "a test");

        assertThatThrownBy(() -> get(Coordinator.start(vertx, CoordinatorSettings.of(plan, folder))))
                .cause()
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("resnet-1001");
        assertThat(folder).isEmptyDirectory();
    }

    private static CoordinatorSettings settings(Path state) {
        return CoordinatorSettings.of(PlanReader.defaults(), state).withHttp(HttpSettings.anyLocalPort());
    }

    private JsonObject fetch(Coordinator coordinator, String path) throws Exception {
        HttpResponse<String> response = send(request(coordinator, path).build());
        assertThat(response.statusCode()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private HttpResponse<String> post(Coordinator coordinator, String path, String body) throws Exception {
        return send(request(coordinator, path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(Coordinator coordinator, String path) throws IOException {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + coordinator.port() + path))
                .header("Authorization", ApiToken.authorization(folder));
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
