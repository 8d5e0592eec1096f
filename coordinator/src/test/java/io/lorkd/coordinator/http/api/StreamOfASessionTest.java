package io.lorkd.coordinator.http.api;

import io.lorkd.coordinator.http.TestDashboard;
import io.lorkd.coordinator.http.TestDashboard.Browser;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.time.WallClock;
import io.lorkd.coordinator.view.LiveView;
import io.lorkd.coordinator.work.BlockingWork;
import io.lorkd.protocol.command.Await;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static io.lorkd.coordinator.http.TestDashboard.OPERATOR;
import static io.lorkd.coordinator.http.TestDashboard.VIEWER;
import static io.lorkd.coordinator.http.TestDashboard.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A stream goes on for as long as who reads it is signed in, and no longer. */
class StreamOfASessionTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private JournalThread journal;
    private StreamRoutes stream;
    private TestDashboard dashboard;

    @BeforeEach
    void start() throws IOException {
        journal = new JournalThread(
                Journal.open(Files.createDirectory(folder.resolve("journal")), WallClock.ofMachine()),
                new BlockingWork(vertx, "journal"));
        LiveView view = new LiveView(journal, WallClock.ofMachine());
        Await.result(vertx.deployVerticle(view));
        stream = new StreamRoutes(view, journal);
        dashboard = new TestDashboard(Files.createDirectory(folder.resolve("state")), stream);
    }

    @AfterEach
    void close() {
        dashboard.close();
        Await.result(journal.close());
        Await.result(vertx.close());
    }

    /** Comes to all that was heard when the stream has ended in good order. */
    private CompletableFuture<String> read(Browser browser) throws Exception {
        int before = stream.readers();
        HttpResponse<InputStream> answer = client.send(
                dashboard.from(browser, "/api/v1/stream").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        await().until(() -> stream.readers() == before + 1);
        return CompletableFuture.supplyAsync(() -> {
            try (InputStream body = answer.body()) {
                return new String(body.readAllBytes());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void assertEnds(CompletableFuture<String> heard) throws Exception {
        assertThat(heard.get(30, TimeUnit.SECONDS)).contains("event: overview");
        await().until(() -> stream.readers() == 0);
    }

    @Test
    void endsWhereSomebodySignsOutAndNowhereElse() throws Exception {
        Browser leaving = dashboard.browser(VIEWER);
        Browser staying = dashboard.browser(VIEWER);
        CompletableFuture<String> left = read(leaving);
        CompletableFuture<String> stayed = read(staying);

        dashboard.send(dashboard.from(leaving, "/api/v1/session").DELETE());

        assertThat(left.get(30, TimeUnit.SECONDS)).contains("event: overview");
        assertThat(stream.readers()).isEqualTo(1);
        assertThat(stayed).isNotDone();
        dashboard.send(dashboard.from(staying, "/api/v1/session").DELETE());
        assertEnds(stayed);
    }

    @Test
    void endsWhereSomebodyIsRemoved() throws Exception {
        CompletableFuture<String> heard = read(dashboard.browser(VIEWER));

        dashboard.send(dashboard
                .from(dashboard.browser(OPERATOR), "/api/v1/users/" + VIEWER)
                .DELETE());

        assertEnds(heard);
    }

    @Test
    void endsWhereSomebodyIsGivenAnotherPassword() throws Exception {
        CompletableFuture<String> heard = read(dashboard.browser(VIEWER));

        dashboard.send(json(
                dashboard.from(dashboard.browser(OPERATOR), "/api/v1/users/" + VIEWER + "/password"),
                "POST",
                new JsonObject().put("password", "quite another one").encode()));

        assertEnds(heard);
    }

    @Test
    void endsWhereASessionHasLastedForTooLong() throws Exception {
        CompletableFuture<String> heard = read(dashboard.browser(VIEWER));

        dashboard.time().advance(Duration.ofHours(13));

        assertEnds(heard);
    }
}
