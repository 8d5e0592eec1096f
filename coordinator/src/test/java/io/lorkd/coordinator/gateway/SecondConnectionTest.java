package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.link.ClusterOptions;
import io.lorkd.protocol.link.Link;
import io.lorkd.protocol.link.gateway.RawConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.lorkd.coordinator.gateway.TestLink.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A site has one connection, at one gateway and at several of one cluster alike. */
class SecondConnectionTest {
    private static final String SITE = "lorkd.site.site-a";

    @TempDir
    private Path folder;

    private final List<Vertx> opened = new ArrayList<>();
    private TestCertificates certificates;
    private TlsFiles files;

    @AfterEach
    void close() {
        opened.forEach(vertx -> result(vertx.close()));
    }

    private Vertx keep(Vertx vertx) {
        opened.add(0, vertx);
        return vertx;
    }

    private Gateway gateway(Vertx vertx) {
        return result(Gateway.start(vertx, new GatewaySettings("127.0.0.1", 0, certificates.server("127.0.0.1"))));
    }

    private void theRuleHolds(Vertx coordinator, Gateway first, Gateway second) {
        Vertx client = keep(Vertx.vertx());
        RawConnection older = result(RawConnection.open(client, files, first.port(), "one"));
        heardAt(coordinator, older);

        assertThatThrownBy(() -> result(RawConnection.open(client, files, second.port(), "another")))
                .hasMessageContaining("409");
        heardAt(coordinator, older);

        RawConnection newer = result(RawConnection.open(client, files, second.port(), "one"));
        assertThat(result(older.closed())).startsWith("1008 a newer connection");
        heardAt(coordinator, newer);
        assertThat(older.heard()).isEmpty();
    }

    private static void heardAt(Vertx coordinator, RawConnection connection) {
        await().atMost(20, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
            result(coordinator.eventBus().request(SITE, "message"));
            return connection.heard().poll() != null;
        });
        connection.heard().clear();
    }

    @Test
    void atOneGateway() {
        certificates = new TestCertificates(folder);
        files = certificates.site("site-a");
        Vertx coordinator = keep(Vertx.vertx());
        Gateway gateway = gateway(coordinator);

        theRuleHolds(coordinator, gateway, gateway);
        assertThat(gateway.connections()).isOne();
    }

    @Test
    void atTwoGatewaysOfOneCluster() throws IOException {
        certificates = new TestCertificates(folder);
        files = certificates.site("site-a");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Vertx coordinator = keep(result(member(port, List.of())));
        Gateway first = gateway(keep(result(member(0, List.of("127.0.0.1:" + port)))));
        Gateway second = gateway(keep(result(member(0, List.of("127.0.0.1:" + port)))));

        theRuleHolds(coordinator, first, second);
        assertThat(first.connections()).isZero();
        assertThat(second.connections()).isOne();
    }

    private static Future<Vertx> member(int port, List<String> members) {
        return Link.cluster(new ClusterOptions("gateways", "127.0.0.1", port, members));
    }
}
