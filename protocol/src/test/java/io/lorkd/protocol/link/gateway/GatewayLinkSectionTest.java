package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.ConfigurationReader;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GatewayLinkSectionTest {
    private static final String GOOD = """
            urls: ["wss://one:8443", "wss://two"]
            certificate: site.crt
            key: /keys/site.key
            trust: federation-ca.crt
            """;

    @Test
    void theTableInTheDocumentationIsTheCodes() throws IOException {
        String table = ConfigurationReader.describe(GatewayLinkSection.class);
        assertThat(Files.readString(Path.of("..", "docs", "gateway.md")))
                .as("the table in docs/gateway.md; replace it by this: %n%s", table)
                .contains("\n\n" + table);
    }

    @Test
    void pathsStartAtTheFilesFolderAndTheRestHasDefaults() {
        GatewayClientSettings settings = read(GOOD).settings(new Identity("site-a", "instance"), Path.of("/etc/lorkd"));

        assertThat(settings.urls()).containsExactly(new GatewayUrl("one", 8443), new GatewayUrl("two", 443));
        assertThat(settings.files().certificate()).isEqualTo(Path.of("/etc/lorkd/site.crt"));
        assertThat(settings.files().key()).isEqualTo(Path.of("/keys/site.key"));
        assertThat(settings.line()).isEqualTo(LineSettings.defaults());
        assertThat(settings.line().silentAfter()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void namesWhatCannotBeUsed() {
        assertThatThrownBy(() -> read(GOOD.replace("wss://two", "https://two")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("https://two");
        assertThatThrownBy(() -> read(GOOD + "ping: 5s\nsilentAfter: 9s\n"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("9000 ms")
                .hasMessageContaining("twice the ping");
        assertThatThrownBy(() -> read(GOOD.replaceFirst("\\[.*]", "[]")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("urls: found none");
    }

    private static GatewayLinkSection read(String yaml) {
        return ConfigurationReader.parse(yaml, "site.yaml", GatewayLinkSection.class);
    }
}
