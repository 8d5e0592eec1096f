package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.link.gateway.GatewayClient;
import io.lorkd.protocol.link.gateway.GatewayClientSettings;
import io.lorkd.protocol.link.gateway.GatewayUrl;
import io.lorkd.protocol.link.gateway.Identity;
import io.vertx.core.Vertx;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static io.lorkd.coordinator.gateway.TestLink.result;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is wrong from the start is said at the start, in a sentence. */
class GatewayStartTest {
    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private TestCertificates certificates;
    private TlsFiles server;
    private TlsFiles site;

    @BeforeEach
    void makeCertificates() {
        certificates = new TestCertificates(folder);
        server = certificates.server();
        site = certificates.site("site-a");
    }

    @AfterEach
    void close() {
        result(vertx.close());
    }

    private AbstractThrowableAssert<?, ?> refusedGateway(TlsFiles files) {
        return assertThatThrownBy(() -> result(Gateway.start(vertx, new GatewaySettings("127.0.0.1", 0, files))))
                .cause()
                .isInstanceOf(InvalidConfigurationException.class);
    }

    private AbstractThrowableAssert<?, ?> refusedSite(String id, TlsFiles files) {
        GatewayClientSettings settings = new GatewayClientSettings(
                new Identity(id, "instance"), List.of(GatewayUrl.parse("wss://127.0.0.1:1")), files);
        return assertThatThrownBy(() -> result(GatewayClient.start(vertx, settings)))
                .cause()
                .isInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void aFileThatIsNotThere() throws IOException {
        Files.delete(server.key());
        refusedGateway(server).hasMessageContaining(server.key().toString());
        Files.delete(site.certificate());
        refusedSite("site-a", site).hasMessageContaining(site.certificate().toString());
    }

    @Test
    void theKeyOfAnotherCertificate() {
        refusedGateway(new TlsFiles(server.certificate(), site.key(), server.trust()))
                .hasMessageContaining(site.key().toString())
                .hasMessageContaining("key");
        refusedSite("site-a", new TlsFiles(site.certificate(), server.key(), site.trust()))
                .hasMessageContaining(server.key().toString());
    }

    @Test
    void anExpiredCertificateOfItsOwn() {
        refusedSite("site-b", certificates.expiredSite("site-b")).hasMessageContaining("expired");
    }

    @Test
    void theCertificateOfSomethingElse() {
        refusedGateway(site).hasMessageContaining("expected a server's");
        refusedSite("site-a", server).hasMessageContaining("expected a site's");
        refusedSite("site-b", site)
                .hasMessageContaining("certificate of site site-a")
                .hasMessageContaining("site-b");
    }

    @Test
    void aPortThatIsInUse() throws IOException {
        try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            GatewaySettings settings = new GatewaySettings("127.0.0.1", used.getLocalPort(), server);
            assertThatThrownBy(() -> result(Gateway.start(vertx, settings)))
                    .cause()
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("127.0.0.1:" + used.getLocalPort())
                    .hasMessageContaining("choose another");
        }
    }
}
