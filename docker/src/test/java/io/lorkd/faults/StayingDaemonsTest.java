package io.lorkd.faults;

import io.lorkd.coordinator.http.access.ApiToken;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.simulation.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** Real daemons that stay after a run, as those in hospitals do, and what Prometheus is told by them. */
class StayingDaemonsTest {
    private static final String PLAN = """
            name: %s
            network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: 28}
            experts: {rank: 4, ranks: balanced}
            training: {batchSize: 8, learningRate: 0.01}
            rounds: {warmup: 1, decomposition: %d, sites: 2, localSteps: 1}
            """;

    /** A metric in the documentation's table: its name, and a label of it. */
    private static final Pattern METRIC = Pattern.compile("`([a-z_]+\\*?)(?:\\{(\\w+)\\})?`");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Integer> metrics = FreePorts.find(2);

    @TempDir
    Path folder;

    private LoopbackFederation federation;

    @AfterEach
    void close() {
        federation.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(200));
    }

    /** The coordinator and the first site serve metrics; all stay when the run is over. */
    private void start() throws IOException {
        federation = LoopbackFederation.prepare(vertx, folder, plan("first", 1));
        append(federation.coordinator(), "stayAfterRun: true\nmetrics: {host: 127.0.0.1, port: %d}\n", metrics.get(0));
        append(federation.sites().get(0), "stay: true\nmetrics: {host: 127.0.0.1, port: %d}\n", metrics.get(1));
        append(federation.sites().get(1), "stay: true\n");
        federation.start();
    }

    private static Plan plan(String name, int decomposition) {
        return PlanReader.parse(PLAN.formatted(name, decomposition), "a test's plan");
    }

    private static void append(Member member, String lines, Object... values) throws IOException {
        Files.writeString(member.config(), lines.formatted(values), StandardOpenOption.APPEND);
    }

    @Test
    void tellPrometheusWhatTheDocumentationSaysAndTakePartInTheNextRun() throws Exception {
        start();
        awaitState("Finished");

        String ofCoordinator = scrape(metrics.get(0));
        String ofSite = scrape(metrics.get(1));
        List<String> missing = new ArrayList<>();
        for (String[] row : documented()) {
            Matcher metric = METRIC.matcher(row[1]);
            while (metric.find()) {
                if (!row[2].equals("site") && !isIn(ofCoordinator, metric)) {
                    missing.add("coordinator: " + metric.group());
                }
                if (!row[2].equals("coordinator") && !isIn(ofSite, metric)) {
                    missing.add("site: " + metric.group());
                }
            }
        }
        assertThat(missing).as("what docs/operations.md promises").isEmpty();
        assertThat(ofCoordinator).contains("lorkd_rounds_committed_total 2.0");
        assertThat(ofSite).contains("lorkd_rounds_promoted_total 2.0");

        String first = overview().getString("run");
        post("/api/v1/run", new JsonObject().put("plan", PLAN.formatted("second", 500)));
        await().until(() -> !first.equals(overview().getString("run"))
                && overview().getJsonObject("sites").getInteger("alive") == 2);
        await().until(() -> overview().getInteger("committed") > 0);
        assertThat(scrape(metrics.get(1))).doesNotContain("lorkd_rounds_promoted_total 2.0");
        post("/api/v1/stop", new JsonObject().put("reason", "it was long enough"));
        awaitState("Stopped");

        for (Member site : federation.sites()) {
            await().until(() -> site.tail().contains("waiting for the next run"));
            assertThat(site.exitCode()).as(site.tail()).isEmpty();
            assertThat(site.starts()).isEqualTo(1);
            site.terminate();
            await().until(() -> site.exitCode().isPresent());
            assertThat(site.exitCode()).contains(143);
        }
    }

    /** The rows of the table of metrics: nothing, the names, the daemon. */
    private static List<String[]> documented() throws IOException {
        List<String[]> rows = Files.readAllLines(Path.of("..", "docs", "operations.md")).stream()
                .map(line -> line.split(" *\\| *"))
                .filter(cells -> cells.length == 4
                        && List.of("coordinator", "site", "both").contains(cells[2]))
                .toList();
        assertThat(rows).hasSizeGreaterThan(5);
        return rows;
    }

    private static boolean isIn(String scraped, Matcher metric) {
        String name = metric.group(1);
        String label = metric.group(2);
        Pattern line = name.endsWith("*")
                ? Pattern.compile("^" + name.replace("*", "") + "\\w+", Pattern.MULTILINE)
                : Pattern.compile(
                        "^" + name + "(_count|_sum|_max)?" + (label == null ? "[ {]" : "\\{.*\\b" + label + "=\""),
                        Pattern.MULTILINE);
        return line.matcher(scraped).find();
    }

    private String scrape(int port) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private void awaitState(String state) {
        await().until(() -> state.equals(overview().getString("state")));
    }

    /** Empty while the coordinator does not answer. */
    private JsonObject overview() throws InterruptedException {
        try {
            HttpResponse<String> answer =
                    client.send(api("/api/v1/overview").build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? new JsonObject(answer.body()) : new JsonObject();
        } catch (IOException e) {
            return new JsonObject();
        }
    }

    private void post(String path, JsonObject body) throws Exception {
        HttpResponse<String> answer = client.send(
                api(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    }

    private HttpRequest.Builder api(String path) throws IOException {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + federation.files().httpPort() + path))
                .header(
                        "Authorization",
                        ApiToken.authorization(federation.files().coordinatorState()));
    }
}
