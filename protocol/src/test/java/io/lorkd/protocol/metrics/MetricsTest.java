package io.lorkd.protocol.metrics;

import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.link.Link;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class MetricsTest {
    private final Metrics metrics = Metrics.ofProcess(new MetricsSection("127.0.0.1", 0));
    private final HttpClient client = HttpClient.newHttpClient();
    private Vertx vertx;

    @BeforeEach
    void open() {
        vertx = Link.local(metrics::observe).await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
        metrics.close();
    }

    @Test
    void showsTheProcessItsEventLoopAndItsEventBusInPrometheusForm() throws Exception {
        int port = metrics.serve(vertx).await();
        vertx.eventBus().consumer("somewhere", message -> message.reply("here"));
        vertx.eventBus().request("somewhere", "are you there?").await();
        await().untilAsserted(() -> assertThat(ask(port, "GET", "/metrics").body())
                .containsPattern("(?m)^vertx_eventloop_delay_seconds_count [1-9]"));

        HttpResponse<String> answer = ask(port, "GET", "/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(answer.body())
                .containsPattern("(?m)^jvm_memory_used_bytes[{]area=\"heap\".*[}] [0-9.E]+$")
                .containsPattern("(?m)^vertx_eventbus_sent_total.* [1-9]")
                .doesNotContain("somewhere");
        assertThat(answer.body().lines())
                .allMatch(
                        line -> line.matches(
                                "# (HELP|TYPE) [a-z0-9_]+ .*|[a-z0-9_]+([{][a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*[}])? (NaN|[0-9.E+-]+)"));
    }

    @Test
    void answersNothingElse() throws Exception {
        int port = metrics.serve(vertx).await();
        assertThat(ask(port, "GET", "/").statusCode()).isEqualTo(404);
        assertThat(ask(port, "GET", "/metrics/..").statusCode()).isEqualTo(404);
        assertThat(ask(port, "POST", "/metrics").statusCode()).isEqualTo(405);
    }

    @Test
    void saysThatItsPortIsTaken() throws IOException {
        try (ServerSocket other = new ServerSocket(0)) {
            Metrics taken = Metrics.ofProcess(new MetricsSection("127.0.0.1", other.getLocalPort()));
            assertThatThrownBy(() -> taken.serve(vertx).await())
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("127.0.0.1:" + other.getLocalPort())
                    .hasMessageContaining("metrics.port");
        }
    }

    private HttpResponse<String> ask(int port, String method, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
