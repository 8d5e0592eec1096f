package io.lorkd.coordinator.http;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.certificate.Validity;
import io.lorkd.protocol.command.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import static io.lorkd.coordinator.http.TestDashboard.OPERATOR;
import static io.lorkd.coordinator.http.TestDashboard.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TlsTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void keepsTheCookieToTlsAndHasBrowsersStayWithIt() throws Exception {
        TlsFiles files = files();
        HttpSettings settings =
                HttpSettings.anyLocalPort().withTls(new HttpSettings.Tls(files.certificate(), files.key()));
        try (TestDashboard dashboard =
                new TestDashboard(settings, List.of(OPERATOR), Files.createDirectory(folder.resolve("state")))) {
            HttpClientAgent client = vertx.createHttpClient(new HttpClientOptions()
                    .setSsl(true)
                    .setTrustOptions(
                            new PemTrustOptions().addCertPath(files.trust().toString())));

            HttpClientResponse answer = Await.result(client.request(new RequestOptions()
                            .setMethod(HttpMethod.POST)
                            .setHost("127.0.0.1")
                            .setPort(dashboard.address("").getPort())
                            .setURI("/api/v1/session")
                            .putHeader("Content-Type", "application/json"))
                    .compose(request -> request.send(new JsonObject()
                            .put("user", OPERATOR)
                            .put("password", PASSWORD)
                            .toBuffer())));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.getHeader("Set-Cookie").split("; ")).contains("Secure", "HTTPOnly", "SameSite=Strict");
            assertThat(answer.getHeader("Strict-Transport-Security")).isEqualTo("max-age=31536000");
            assertThatThrownBy(() -> dashboard.send(dashboard.stranger("/health")))
                    .as("plain HTTP")
                    .isInstanceOf(java.io.IOException.class);
        }
    }

    @Test
    void namesACertificateThatItCannotUse() throws Exception {
        Path junk = Files.writeString(folder.resolve("junk.crt"), "not a certificate");
        HttpSettings settings = HttpSettings.anyLocalPort().withTls(new HttpSettings.Tls(junk, junk));
        Path state = Files.createDirectory(folder.resolve("state"));

        assertThatThrownBy(() -> new TestDashboard(settings, List.of(OPERATOR), state).close())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("junk.crt");
    }

    private TlsFiles files() {
        return CertificateAuthority.create(folder.resolve("ca"), "test", Clock.systemUTC(), Validity.DEFAULT)
                .issueServer(List.of("127.0.0.1"))
                .write(folder.resolve("tls"), "server");
    }
}
