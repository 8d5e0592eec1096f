package io.lorkd.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.coordinator.metrics.RunMetrics;
import io.lorkd.protocol.link.Link;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.metrics.Metrics;
import io.lorkd.protocol.metrics.MetricsSection;
import io.lorkd.site.event.SiteEvent;
import io.lorkd.site.metrics.SiteMetrics;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** What the dashboard file draws is what the daemons show. */
class GrafanaTest {
    private static final Pattern NAME = Pattern.compile("\\b(lorkd|jvm|vertx)_[a-z_]+");
    private static final RoundId ROUND = new RoundId("run", 1, 1);

    @Test
    void drawsMetricsThatThereAre() throws Exception {
        JsonNode dashboard = new ObjectMapper()
                .readTree(Path.of("compose/grafana/lorkd.json").toFile());
        Set<String> drawn = new TreeSet<>();
        for (JsonNode expression : dashboard.findValues("expr")) {
            Matcher names = NAME.matcher(expression.asText());
            while (names.find()) {
                drawn.add(names.group());
            }
        }

        assertThat(drawn).hasSizeGreaterThan(10);
        assertThat(shown()).containsAll(drawn);
    }

    private static Set<String> shown() throws Exception {
        try (Metrics metrics = Metrics.ofProcess(new MetricsSection("127.0.0.1", 0));
                Metrics ofSite = Metrics.ofProcess(new MetricsSection("127.0.0.1", 0))) {
            RunMetrics run = new RunMetrics(metrics.registry(), System::nanoTime);
            run.happened(new WorkEvent.UpdateRefused("a", ROUND, Refusal.NOT_FINITE, "NaN"));
            run.happened(
                    new RoundEvent.RoundCommitted(ROUND, List.of("a"), "0".repeat(64), Map.of("region", 0.5), 0, 0));
            new SiteMetrics(ofSite.registry(), System::nanoTime).happened(new SiteEvent.StateEntered("Training", 0));
            Vertx vertx = Link.local(metrics::observe).await();
            try {
                Set<String> names = names(metrics.serve(vertx).await());
                names.addAll(names(ofSite.serve(vertx).await()));
                return names;
            } finally {
                vertx.close().await();
            }
        }
    }

    private static Set<String> names(int port) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]")[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
