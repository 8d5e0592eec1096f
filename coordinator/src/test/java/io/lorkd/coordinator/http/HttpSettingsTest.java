package io.lorkd.coordinator.http;

import io.lorkd.coordinator.http.access.SessionTimes;
import io.lorkd.protocol.InvalidConfigurationException;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HttpSettingsTest {
    private static final Optional<HttpSettings.Tls> TLS =
            Optional.of(new HttpSettings.Tls(Path.of("server.crt"), Path.of("server.key")));

    @Test
    void takesNoPasswordsInTheClearOverANetwork() {
        for (String host : new String[] {"0.0.0.0", "::", "10.1.2.3"}) {
            assertThatThrownBy(() -> new HttpSettings(host, 0))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("the host " + host)
                    .hasMessageContaining("certificate and key")
                    .hasMessageContaining("behindProxy");
        }
        for (String host : new String[] {"127.0.0.1", "::1", "localhost", "127.8.8.8"}) {
            assertThat(new HttpSettings(host, 0).isSecure()).isFalse();
        }
        assertThat(settings("0.0.0.0", TLS, null, false, null).isSecure()).isTrue();
    }

    @Test
    void takesAProxyThatPeopleComeToByTlsOrOnTheirOwnMachine() {
        assertThat(settings("0.0.0.0", Optional.empty(), "https://lorkd.example.org", true, null)
                        .isSecure())
                .isTrue();
        assertThat(settings("0.0.0.0", Optional.empty(), "http://127.0.0.1:8080", true, null)
                        .isSecure())
                .isFalse();
        assertThatThrownBy(() -> settings("0.0.0.0", Optional.empty(), "http://lorkd.example.org", true, null))
                .hasMessageContaining("https://");
        assertThatThrownBy(() -> settings("0.0.0.0", Optional.empty(), null, true, null))
                .hasMessageContaining("no publicUrl");
        assertThatThrownBy(() -> settings("0.0.0.0", Optional.empty(), "https://lorkd.example.org", false, null))
                .hasMessageContaining("behindProxy");
    }

    @Test
    void takesAPublicUrlThatIsAWholeHost() {
        for (String url :
                new String[] {"https://a.example/lorkd", "https://a.example?x", "ftp://a.example", "a.example"}) {
            assertThatThrownBy(() -> settings("127.0.0.1", Optional.empty(), url, false, null))
                    .as(url)
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("publicUrl " + url);
        }
    }

    @Test
    void takesATicketOnLoopbackOnly() {
        assertThat(settings("127.0.0.1", Optional.empty(), null, false, "secret")
                        .ticket())
                .contains("secret");
        assertThatThrownBy(() -> settings("0.0.0.0", TLS, null, false, "secret"))
                .hasMessageContaining("ticket")
                .hasMessageNotContaining("secret");
    }

    @Test
    void isCalledByItsAddressOrThePublicOne() {
        assertThat(new HttpSettings("::1", 0).url(81)).hasToString("http://[::1]:81");
        assertThat(settings("0.0.0.0", TLS, null, false, null).url(443)).hasToString("https://0.0.0.0:443");
        assertThat(settings("0.0.0.0", TLS, "https://a.example", false, null).url(443))
                .hasToString("https://a.example");
    }

    @Test
    void endsSessionsAtSomeTime() {
        assertThatThrownBy(() -> new SessionTimes(Duration.ZERO, Duration.ofHours(1)))
                .isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> new SessionTimes(Duration.ofHours(2), Duration.ofHours(1)))
                .isInstanceOf(InvalidConfigurationException.class);
    }

    private static HttpSettings settings(
            String host, Optional<HttpSettings.Tls> tls, String publicUrl, boolean behindProxy, String ticket) {
        return new HttpSettings(
                host,
                0,
                tls,
                Optional.ofNullable(publicUrl).map(URI::create),
                behindProxy,
                Optional.ofNullable(ticket),
                SessionTimes.defaults(),
                Optional.empty());
    }
}
