package io.lorkd.coordinator.trace;

import com.sun.net.httpserver.HttpServer;
import io.lorkd.coordinator.event.CoordinatorEvents;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TracesTest {

    /** Protocol buffers have texts as they are. */
    @Test
    void spansArriveAtACollector() throws IOException {
        Queue<String> bodies = new ConcurrentLinkedQueue<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try {
            String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces";
            RoundId round = new RoundId("run-of-the-test", 1, 1);
            try (Traces traces = Traces.to(new TracesSection(endpoint))) {
                CoordinatorEvents events = traces.events();
                events.happened(new RoundEvent.RoundOffered(round, 2, Phase.WARMUP, List.of("north"), 0.1));
                events.happened(new RoundEvent.RoundCommitted(round, List.of("north"), "0".repeat(64), Map.of(), 0, 0));
            }
        } finally {
            collector.stop(0);
        }

        assertThat(bodies)
                .singleElement()
                .satisfies(body -> assertThat(body).contains("lorkd-coordinator", "round", "run-of-the-test"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:4318", "ftp://collector/traces", "http:// collector"})
    void anAddressThatIsNoneOfACollectorIsRefused(String endpoint) {
        assertThatThrownBy(() -> new TracesSection(endpoint))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("endpoint")
                .hasMessageContaining("http://localhost:4318/v1/traces");
    }
}
