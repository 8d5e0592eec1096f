package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.link.MessageHeader;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class AddressRuleTest {
    private static final Identity SITE_A = new Identity("site-a", "instance");

    @Test
    void theTableInTheDocumentationIsTheCodes() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "addresses.md")))
                .as("the table in docs/addresses.md; replace it by this: %n%s", AddressRule.describe())
                .contains("\n\n" + AddressRule.describe());
    }

    @Test
    void aSiteLetsTheGatewayAskAtItsOwnAddressesAlone() {
        Map<MessageHeader, String> coordinators = Map.of(MessageHeader.PEER, "coordinator");
        assertThat(judge("lorkd.site.site-a", Map.of())).isInstanceOf(Verdict.Allowed.class);
        assertThat(judge("lorkd.blobs.site-a", coordinators)).isInstanceOf(Verdict.Allowed.class);

        assertThat(judge("lorkd.blobs.site-a", Map.of())).isInstanceOf(Verdict.Forbidden.class);
        assertThat(judge("lorkd.blobs.site-a", Map.of(MessageHeader.PEER, "site-b")))
                .isInstanceOf(Verdict.Forbidden.class);
        for (String address : List.of(
                "lorkd.site.site-b",
                "lorkd.blobs.site-b",
                "lorkd.coordinator",
                "lorkd.blobs.coordinator",
                "lorkd.connection.site-a",
                "lorkd.site",
                "")) {
            assertThat(judge(address, coordinators)).as(address).isInstanceOf(Verdict.Forbidden.class);
        }
    }

    private static Verdict judge(String address, Map<MessageHeader, String> headers) {
        return AddressRule.judge(
                Direction.TO_SITE, SITE_A, new Frame.Request(1, 1, address, new Content(headers, null)));
    }
}
