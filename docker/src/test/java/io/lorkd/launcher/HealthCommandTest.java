package io.lorkd.launcher;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import static org.assertj.core.api.Assertions.assertThat;

class HealthCommandTest {
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/health", 200);
        answer("/broken", 503);
        answer("/elsewhere", 302);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void endsWithNoughtWhereADaemonIsUp() {
        assertThat(health("/health")).isEqualTo(new Called(0, "", ""));
    }

    @Test
    void endsWithOneWhereItIsNot() {
        assertThat(health("/broken")).satisfies(called -> {
            assertThat(called.exitCode()).isEqualTo(1);
            assertThat(called.err()).contains("answered with status 503");
        });
        assertThat(health("/elsewhere").exitCode()).as("not followed").isEqualTo(1);
        server.stop(0);
        assertThat(health("/health")).satisfies(called -> {
            assertThat(called.exitCode()).isEqualTo(1);
            assertThat(called.err()).contains("does not answer");
        });
    }

    @Test
    void refusesWhatIsNoUrl() {
        assertThat(Called.lorkd("health", "--url", "file:///etc/passwd").exitCode())
                .isEqualTo(2);
        assertThat(Called.lorkd("health", "--url", "localhost:8080").exitCode()).isEqualTo(2);
    }

    private Called health(String path) {
        return Called.lorkd(
                "health", "--url", "http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void answer(String path, int status) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Location", "/health");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
    }
}
