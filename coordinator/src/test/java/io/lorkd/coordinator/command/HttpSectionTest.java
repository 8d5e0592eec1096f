package io.lorkd.coordinator.command;

import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.http.OidcSettings;
import io.lorkd.coordinator.http.access.SessionTimes;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.ConfigurationReader;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HttpSectionTest {
    private static final Path BASE = Path.of("/etc/lorkd");

    @Test
    void isOnLoopbackWhereNothingIsSaid() {
        assertThat(read("")).isEqualTo(HttpSettings.defaults());
    }

    @Test
    void namesCertificateAddressAndProvider() {
        HttpSettings settings = read("""
                http:
                  host: 0.0.0.0
                  port: 443
                  certificate: tls/lorkd.crt
                  key: tls/lorkd.key
                  publicUrl: https://lorkd.example.org
                  session: {idle: 10m, longest: 1h}
                  oidc:
                    issuer: https://login.example.org/realms/hospital
                    clientId: lorkd
                    clientSecretFile: secret
                    roleClaim: realm_access.roles
                    operators: [lead]
                    viewers: [nurse, doctor]
                """);

        assertThat(settings.tls())
                .contains(
                        new HttpSettings.Tls(Path.of("/etc/lorkd/tls/lorkd.crt"), Path.of("/etc/lorkd/tls/lorkd.key")));
        assertThat(settings.url(443)).hasToString("https://lorkd.example.org");
        assertThat(settings.sessions()).isEqualTo(new SessionTimes(Duration.ofMinutes(10), Duration.ofHours(1)));
        assertThat(settings.oidc())
                .contains(new OidcSettings(
                        URI.create("https://login.example.org/realms/hospital"),
                        "lorkd",
                        Optional.of(Path.of("/etc/lorkd/secret")),
                        "email",
                        "realm_access.roles",
                        Set.of("lead"),
                        Set.of("nurse", "doctor")));
    }

    @Test
    void refusesWhatCannotBeAndNamesTheKey() {
        for (String[] bad : new String[][] {
            {"{host: 0.0.0.0}", "certificate and key"},
            {"{certificate: a.crt}", "both certificate and key"},
            {"{key: a.key}", "both certificate and key"},
            {"{host: 0.0.0.0, behindProxy: true}", "publicUrl"},
            {"{publicUrl: 'not an address'}", "publicUrl"},
            {"{host: 0.0.0.0, certificate: a.crt, key: a.key, ticket: t}", "ticket"},
            {"{session: {idle: 2h, longest: 1h}}", "no shorter than the first"},
            {"{oidc: {issuer: 'https://a.example', clientId: lorkd}}", "neither operators nor viewers"},
            {"{oidc: {issuer: 'http://a.example', clientId: lorkd, viewers: [a]}}", "https://"},
            {
                "{host: 0.0.0.0, certificate: a.crt, key: a.key, oidc: {issuer: 'https://a.example', clientId: c, viewers: [a]}}",
                "no publicUrl"
            }
        }) {
            assertThatThrownBy(() -> read("http: " + bad[0] + "\n"))
                    .as(bad[0])
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("http")
                    .hasMessageContaining(bad[1]);
        }
    }

    private static HttpSettings read(String http) {
        return ConfigurationReader.parse("""
                        plan: plan.yaml
                        state: state
                        link:
                          cluster:
                            port: 0
                        """ + http, "coordinator.yaml", CoordinatorFile.class)
                .http()
                .settings(BASE);
    }
}
