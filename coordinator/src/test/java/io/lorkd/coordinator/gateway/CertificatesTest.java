package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.certificate.PemFile;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.link.gateway.RawConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import static io.lorkd.coordinator.gateway.TestLink.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Who is let in, by what it shows. Each refusal is one line: who, from where, why. */
class CertificatesTest {
    private static final String PATH = "/lorkd/link/1";

    @TempDir
    private Path folder;

    private Logged logged;
    private TestLink link;

    @BeforeEach
    void open() {
        logged = new Logged();
        link = new TestLink(folder.resolve("ours"));
    }

    @AfterEach
    void close() {
        link.close();
        logged.close();
    }

    private void refused(WebSocketClientOptions options, String... logs) {
        assertThatThrownBy(() -> result(RawConnection.open(link.coordinator, options, link.gateway.port(), PATH, "i")
                        .compose(RawConnection::closed)
                        .compose(closed -> Future.failedFuture("closed: " + closed))))
                .isNotNull();
        logged.has(logs);
        assertThat(link.gateway.connections()).isZero();
    }

    @Test
    void aForeignAuthoritysSiteIsRefused() {
        TestCertificates foreign = new TestCertificates(folder.resolve("theirs"));
        WebSocketClientOptions options = RawConnection.options(foreign.site("site-a"));
        options.setTrustAll(true).setVerifyHost(false).setTrustOptions(null);

        refused(options, "refused a connection of 127.0.0.1:", "site-a", "was issued by");
    }

    @Test
    void anExpiredCertificateIsRefused() {
        TlsFiles valid = link.certificates.site("site-b");
        TlsFiles expired = link.certificates.expiredSite("site-a");
        WebSocketClientOptions options = RawConnection.options(valid);
        options.setKeyCertOptions(pem(expired));

        refused(options, "refused a connection of 127.0.0.1:", "site-a", "expired");
    }

    @Test
    void aRevokedCertificateIsRefused() {
        WebSocketClientOptions options = RawConnection.options(link.certificates.site("site-a"));
        link.certificates.authority().revokeSite("site-a");
        logged.has("read the certificate files again");

        refused(options, "refused a connection of 127.0.0.1:", "site-a", "was revoked");
    }

    @Test
    void aServersCertificateIsNoClients() {
        refused(
                RawConnection.options(link.certificates.server()),
                "refused a connection of 127.0.0.1:",
                "expected a site's");
    }

    @Test
    void whoeverShowsNoCertificateIsRefused() {
        WebSocketClientOptions options = RawConnection.options(link.certificates.site("site-a"));
        options.setKeyCertOptions(null);

        refused(options, "refused a connection of 127.0.0.1:", "certificate");
    }

    @Test
    void tlsBefore13IsRefused() {
        WebSocketClientOptions options = RawConnection.options(link.certificates.site("site-a"));
        options.setEnabledSecureTransportProtocols(Set.of("TLSv1.2"));

        refused(options, "refused a connection of 127.0.0.1:", "TLSv1.2");
    }

    @Test
    void whoeverDoesNotSpeakTlsIsRefused() {
        refused(new WebSocketClientOptions(), "refused a connection of 127.0.0.1:", "it does not speak TLS");
    }

    @Test
    void aConnectionAtAnotherPathOrWithoutAnInstanceIsRefused() {
        WebSocketClientOptions options = RawConnection.options(link.certificates.site("site-a"));
        int port = link.gateway.port();

        assertThatThrownBy(() -> result(RawConnection.open(link.coordinator, options, port, "/", "instance")))
                .hasMessageContaining("404");
        assertThatThrownBy(() -> result(RawConnection.open(link.coordinator, options, port, PATH, null)))
                .hasMessageContaining("400");
        assertThatThrownBy(() -> result(RawConnection.open(link.coordinator, options, port, PATH, "in stance")))
                .hasMessageContaining("400");
        logged.has("refused a connection of 127.0.0.1:", "instance of site site-a", "in stance");
    }

    @Test
    void aLiveConnectionEndsWhenItsCertificateIsRevoked() {
        link.site("site-b");
        Vertx site = link.site("site-a");
        link.certificates.authority().revokeSite("site-a");

        logged.has("closed the connection of site site-a", "was revoked");
        logged.has("refused a connection of 127.0.0.1:", "site-a", "was revoked");
        assertThat(link.gateway.connections()).isOne();
        result(site.close());
    }

    @Test
    void aRenewedCertificateIsShownAtTheNextConnectionAndTheGatewaysOwnWithoutARestart() {
        TlsFiles site = link.certificates.site("site-a");
        Vertx vertx = link.siteThatTries("site-a", "instance", site, link.gateway.port());
        await().atMost(20, TimeUnit.SECONDS).until(() -> link.gateway.connections() == 1);

        X509Certificate old = PemFile.certificate(site.certificate());
        link.certificates.renew(site);
        link.certificates.renew(link.settings.files());
        logged.has("read the certificate files again");
        link.certificates.authority().revoke(old.getSerialNumber().toString(16));

        logged.has("closed the connection of site site-a", "was revoked");
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> logged.lines().stream()
                                .filter(line -> line.startsWith("connected to"))
                                .count()
                        == 2);
        assertThat(link.gateway.connections()).isOne();
        result(vertx.close());
    }

    @Test
    void aSiteDoesNotTalkToAGatewayOfAnotherAuthority() {
        try (TestLink theirs = new TestLink(folder.resolve("theirs"))) {
            link.siteThatTries("site-a", "instance", link.certificates.site("site-a"), theirs.gateway.port());

            logged.has("no gateway is reached", "was issued by");
            assertThat(theirs.gateway.connections()).isZero();
        }
    }

    @Test
    void aSiteDoesNotTalkToAGatewayOfAnotherName() {
        TlsFiles elsewhere = link.certificates.server("gateway.example.org");
        Gateway gateway = result(Gateway.start(link.coordinator, new GatewaySettings("127.0.0.1", 0, elsewhere)));

        link.siteThatTries("site-a", "instance", link.certificates.site("site-a"), gateway.port());

        logged.has("no gateway is reached", "127.0.0.1");
        assertThat(gateway.connections()).isZero();
    }

    private static KeyCertOptions pem(TlsFiles files) {
        return new PemKeyCertOptions()
                .addCertPath(files.certificate().toString())
                .addKeyPath(files.key().toString());
    }
}
