package io.lorkd.coordinator.http.api;

import io.lorkd.coordinator.http.access.ApiToken;
import io.lorkd.coordinator.run.Plans;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class StreamTest {
    @TempDir
    Path folder;

    private ReadFederation federation;

    @BeforeEach
    void start() {
        federation = new ReadFederation(Plans.deltas(), folder);
    }

    @AfterEach
    void close() {
        federation.close();
    }

    /** One who reads the stream as it comes over the line. */
    private final class Line {
        private final StringBuffer text = new StringBuffer();
        private final NetClient client = federation.vertx.createNetClient();
        private NetSocket socket;
        private volatile boolean closed;

        Line(String query) throws Exception {
            String token = ApiToken.authorization(federation.state());
            int port = federation.coordinator().port();
            client.connect(port, "127.0.0.1").onSuccess(open -> {
                socket = open;
                open.handler(bytes -> text.append(bytes));
                open.closeHandler(end -> closed = true);
                open.write("GET /api/v1/stream" + query + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: "
                        + token + "\r\n\r\n");
            });
        }

        List<JsonObject> heard(String event) {
            return Arrays.stream(text.toString().split("event: " + event + "\ndata: "))
                    .skip(1)
                    .filter(rest -> rest.contains("\n\n"))
                    .map(rest -> new JsonObject(rest.substring(0, rest.indexOf("\n\n"))))
                    .toList();
        }
    }

    @Test
    void tellsWhatIsAndThenWhatChanges() throws Exception {
        Line line = new Line("");
        await().until(() -> !line.heard("overview").isEmpty());

        federation.site("a", "brain", 3).enrol();
        federation.site("b", "lung", 1).enrol();
        // The last event of a run: that it is in this state is told before.
        await().until(() ->
                line.heard("event").stream().anyMatch(event -> "RunFinished".equals(event.getString("kind"))));

        assertThat(line.text).contains("HTTP/1.1 200", "text/event-stream");
        assertThat(line.heard("overview").get(0).getString("words")).isEqualTo("Waiting for sites (0 of 2)");
        assertThat(line.heard("round"))
                .extracting(round -> round.getInteger("round"))
                .contains(1, 2, 3);
        assertThat(line.heard("sites")).isNotEmpty();
        assertThat(line.heard("event"))
                .extracting(event -> event.getString("kind"))
                .contains("SiteJoined", "RoundCommitted", "RunFinished");
        assertThat(line.heard("event"))
                .extracting(event -> event.getLong("id"))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void tellsFirstWhatSomebodyMissed() throws Exception {
        federation.site("a", "brain", 3).enrol();
        federation.site("b", "lung", 1).enrol();
        // The last event of a run: that it is in this state is told before.
        await().until(() -> !federation
                .read("/api/v1/events?kind=RunFinished")
                .getJsonArray("events")
                .isEmpty());
        List<Long> all = federation.read("/api/v1/events").getJsonArray("events").stream()
                .map(event -> ((JsonObject) event).getLong("id"))
                .sorted()
                .toList();

        Line line = new Line("?last=" + all.get(4));
        await().until(() -> !line.heard("overview").isEmpty());

        assertThat(line.heard("event"))
                .extracting(event -> event.getLong("id"))
                .containsExactlyElementsOf(all.subList(5, all.size()));
    }

    @Test
    void tellsNothingOfBeforeToWhoDoesNotAsk() throws Exception {
        federation.site("a", "brain", 3).enrol();
        await().until(() ->
                federation.read("/api/v1/sites").getJsonArray("sites").size() == 1);

        Line line = new Line("");
        await().until(() -> !line.heard("sites").isEmpty());

        assertThat(line.heard("event")).isEmpty();
    }

    @Test
    void tellsWhatHappensToAccounts() throws Exception {
        Line line = new Line("");
        await().until(() -> !line.heard("overview").isEmpty());

        HttpClient.newHttpClient()
                .send(
                        federation
                                .request("/api/v1/users")
                                .header("Content-Type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"user\": \"bert\", \"role\": \"viewer\", \"password\": \"a long password\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        await().until(() -> !line.heard("event").isEmpty());

        assertThat(line.heard("event").get(0).getString("kind")).isEqualTo("AccountAdded");
        assertThat(line.heard("event").get(0).getBoolean("audit")).isTrue();
    }

    @Test
    void refusesAnEventIdThatIsNone() throws Exception {
        assertThat(federation.get("/api/v1/stream?last=x").statusCode()).isEqualTo(400);
    }
}
