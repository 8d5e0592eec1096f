package io.lorkd.site.command;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.SigningRequest;
import io.lorkd.site.CommandFailures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.StringWriter;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class SiteRequestCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();

    @Test
    void makesAKeyAndARequestAndSaysWhatToDoWithThem() {
        assertThat(request("north")).isNull();

        SigningRequest made = SigningRequest.read(folder.resolve("link/site.csr"));
        assertThat(made.site()).isEqualTo("north");
        assertThat(out.toString())
                .contains(folder.resolve("link/site.key").toString(), made.fingerprint(), "link.gateway");
    }

    @Test
    void makesNothingTwice() {
        request("north");

        assertThat(request("north"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("is there already");
    }

    @Test
    void makesNothingForWhatIsNoSitesId() {
        assertThat(request("North"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("site id: found 'North'");
        assertThat(folder.resolve("link")).doesNotExist();
    }

    private Exception request(String id) {
        return CommandFailures.of(
                new SiteCommand(),
                out,
                "request",
                "--id",
                id,
                "--out",
                folder.resolve("link").toString());
    }
}
