package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GatewayUrlTest {
    @Test
    void namesAHostAndAPort() {
        assertThat(GatewayUrl.parse("wss://lorkd.example.org:8443"))
                .isEqualTo(new GatewayUrl("lorkd.example.org", 8443));
        assertThat(GatewayUrl.parse("wss://lorkd.example.org/")).isEqualTo(new GatewayUrl("lorkd.example.org", 443));
        assertThat(GatewayUrl.parse("wss://[::1]:8443")).isEqualTo(new GatewayUrl("::1", 8443));
        assertThat(GatewayUrl.parse("wss://[::1]:8443")).hasToString("wss://[::1]:8443");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ws://host:8443",
                "https://host",
                "host:8443",
                "wss://",
                "wss://host:0",
                "wss://host:70000",
                "wss://host/path",
                "wss://user@host",
                "wss://host?query",
                "wss://ho st",
                ""
            })
    void nothingElseIsAUrlOfAGateway(String text) {
        assertThatThrownBy(() -> GatewayUrl.parse(text))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("wss://host:port");
    }
}
