package io.lorkd.simulation;

import com.sun.net.httpserver.HttpServer;
import io.lorkd.coordinator.http.access.ApiToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import static org.assertj.core.api.Assertions.assertThat;

class RunWatcherTest {
    private static final String BOTH =
            "{\"sites\": [{\"site\": \"a\", \"steps\": 0}, {\"site\": \"b\", \"steps\": 0}]}";
    private static final String NO_ROUNDS = "{\"rounds\": []}";

    @TempDir
    Path state;

    /** What the coordinator answers, by address. */
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    private final StringWriter written = new StringWriter();
    private HttpServer coordinator;
    private RunWatcher watcher;

    @BeforeEach
    void start() throws IOException {
        ApiToken.make(state);
        coordinator = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        coordinator.createContext("/api/v1/", request -> {
            boolean signedIn =
                    request.getRequestHeaders().getFirst("Authorization").equals(ApiToken.authorization(state));
            String answer = answers.get(request.getRequestURI().toString().replace("/api/v1/", ""));
            byte[] body = String.valueOf(answer).getBytes(StandardCharsets.UTF_8);
            request.sendResponseHeaders(!signedIn ? 401 : answer == null ? 404 : 200, body.length);
            request.getResponseBody().write(body);
            request.close();
        });
        coordinator.start();
        watcher = new RunWatcher(
                coordinator.getAddress().getPort(),
                state,
                new ProgressPrinter(new PrintWriter(written), false, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)));
    }

    @AfterEach
    void stop() {
        coordinator.stop(0);
    }

    private static String overview(String paused, String pauseOrder) {
        return "{\"rounds\": 12, \"paused\": " + paused + ", \"pauseOrder\": " + pauseOrder + "}";
    }

    private static String round(int number, String outcome) {
        return """
                {"round": %d, "attempt": 1, "phase": "warmup", "outcome": "%s", "losses": {"skin": %d.5},
                 "lanes": [{"site": "a"}, {"site": "b"}]}""".formatted(number, outcome, number);
    }

    @Test
    void showsEachRoundThatWasCommittedSinceItLookedLast() throws InterruptedException {
        answers.put("overview", overview("null", "null"));
        answers.put("sites", BOTH);
        answers.put("rounds?after=0", "{\"rounds\": [" + round(1, "open") + "]}");
        assertThat(watcher.look()).isTrue();
        answers.put(
                "rounds?after=0",
                "{\"rounds\": [" + round(1, "committed") + ", " + round(2, "committed") + ", " + round(3, "open")
                        + "]}");
        answers.put("rounds?after=2", "{\"rounds\": [" + round(3, "open") + "]}");
        assertThat(watcher.look()).isTrue();
        assertThat(watcher.look()).isTrue();

        assertThat(written.toString().lines())
                .containsExactly(
                        "Site a joined.",
                        "Site b joined.",
                        "round  1/12  warm-up        offered to a, b",
                        "round  1/12  warm-up        loss  skin 1.500  (0.0 s)",
                        "round  2/12  warm-up        loss  skin 2.500  (0.0 s)");
        assertThat(watcher.hasJoined("b")).isTrue();
        assertThat(watcher.hasJoined("c")).isFalse();
    }

    @Test
    void aRunIsStuckThatPausedOfItself() throws InterruptedException {
        answers.put("sites", BOTH);
        answers.put("rounds?after=0", NO_ROUNDS);
        answers.put("overview", overview("\"maintenance\"", "{\"by\": \"anna\", \"reason\": \"maintenance\"}"));
        assertThat(watcher.look()).isTrue();
        assertThat(watcher.stuck()).isEmpty();

        answers.put("overview", overview("\"no site contributed\"", "null"));
        assertThat(watcher.look()).isTrue();
        assertThat(watcher.stuck()).isEqualTo("no site contributed");
    }

    @Test
    void aCoordinatorThatDoesNotAnswerIsAskedAgain() throws InterruptedException {
        assertThat(watcher.look()).isFalse();
        coordinator.stop(0);
        assertThat(watcher.look()).isFalse();
        assertThat(written.toString()).isEmpty();
    }
}
