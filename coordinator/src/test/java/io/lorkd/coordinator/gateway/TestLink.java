package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.link.gateway.GatewayClient;
import io.lorkd.protocol.link.gateway.GatewayClientSettings;
import io.lorkd.protocol.link.gateway.GatewayUrl;
import io.lorkd.protocol.link.gateway.Identity;
import io.lorkd.protocol.link.gateway.LineSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import static org.awaitility.Awaitility.await;

/** A coordinator's event bus with a gateway, and sites' that come in through it, each on an event bus of its own. */
final class TestLink implements AutoCloseable {
    static final LineSettings LINE = new LineSettings(Duration.ofMillis(200), Duration.ofSeconds(2));

    final TestCertificates certificates;
    final Vertx coordinator = Vertx.vertx();
    final List<Vertx> sites = new ArrayList<>();
    GatewaySettings settings;
    Gateway gateway;

    TestLink(Path folder) {
        this.certificates = new TestCertificates(folder);
        open(0);
    }

    /** Opens the gateway, again after it was closed. */
    void open(int port) {
        TlsFiles files = port == 0 ? certificates.server() : settings.files();
        settings = new GatewaySettings("127.0.0.1", port, files, Optional.of(certificates.revocations()), LINE);
        gateway = result(Gateway.start(coordinator, settings));
    }

    /** A site that is connected. */
    Vertx site(String id) {
        Vertx vertx = siteThatTries(id, "instance-of-" + id, certificates.site(id), gateway.port());
        await().atMost(20, TimeUnit.SECONDS).until(() -> gateway.connections() == sites.size());
        return vertx;
    }

    Vertx siteThatTries(String id, String instance, TlsFiles files, int... ports) {
        Vertx vertx = Vertx.vertx();
        sites.add(vertx);
        client(vertx, id, instance, files, ports);
        return vertx;
    }

    static GatewayClient client(Vertx vertx, String id, String instance, TlsFiles files, int... ports) {
        List<GatewayUrl> urls = java.util.stream.IntStream.of(ports)
                .mapToObj(port -> new GatewayUrl("127.0.0.1", port))
                .toList();
        return result(
                GatewayClient.start(vertx, new GatewayClientSettings(new Identity(id, instance), urls, files, LINE)));
    }

    static <T> T result(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        sites.forEach(site -> result(site.close()));
        result(coordinator.close());
    }
}
