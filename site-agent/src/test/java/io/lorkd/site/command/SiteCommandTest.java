package io.lorkd.site.command;

import io.lorkd.model.InvalidInputException;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.config.ConfigurationReader;
import io.lorkd.protocol.link.ClusterOptions;
import io.lorkd.site.CommandFailures;
import io.lorkd.site.SiteSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;

import static org.assertj.core.api.Assertions.assertThat;

class SiteCommandTest {
    private static final String GOOD = """
            site: radiology
            state: state
            link:
              cluster:
                members: [127.0.0.1:5701]
            regions:
              - name: breast
                phantom: phantom-breast
              - name: skin
                data: images/skin
            """;

    @TempDir
    Path folder;

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("site.yaml"), yaml);
    }

    private Exception failure(String yaml) throws IOException {
        return CommandFailures.of(
                new SiteCommand(), new StringWriter(), "--config", file(yaml).toString());
    }

    @Test
    void readsItsFileWithDefaultsAndPathsRelativeToIt() throws IOException {
        Path file = file(GOOD);

        SiteFile read = ConfigurationReader.read(file, SiteFile.class);
        SiteSettings settings = read.settings(file);

        ClusterOptions cluster = read.link().cluster().orElseThrow().memberOptions(folder);
        assertThat(cluster.clusterName()).isEqualTo("lorkd");
        assertThat(cluster.host()).isEqualTo("127.0.0.1");
        assertThat(cluster.port()).isZero();
        assertThat(cluster.members()).isEqualTo(List.of("127.0.0.1:5701"));
        assertThat(settings.checkpoint()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.state()).isEqualTo(folder.resolve("state"));
        assertThat(settings.regions()).extracting(region -> region.name()).containsExactly("breast", "skin");
    }

    @ParameterizedTest
    @CsvSource({"5m, PT5M", "0s, PT0S"})
    void writesDownARoundAsOftenAsItIsTold(String written, Duration every) throws IOException {
        Path file = file(GOOD + "checkpoint: " + written + "\n");

        assertThat(ConfigurationReader.read(file, SiteFile.class).settings(file).checkpoint())
                .isEqualTo(every);
    }

    @Test
    void namesACheckpointThatIsNoDuration() throws IOException {
        assertThat(failure(GOOD + "checkpoint: often\n"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("checkpoint")
                .hasMessageContaining("often");
    }

    @Test
    void endsBeforeAnythingStartsWhereDataAreNotThere() throws IOException {
        assertThat(failure(GOOD))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(folder.resolve("images/skin").toString())
                .hasMessageContaining("not there");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "site: radiology | site: Radiology! | Radiology!",
                "site: radiology | site: coordinator | coordinator",
                "state: state | stat: state | stat",
                "phantom: phantom-breast | phantom: phantom-toe | phantom-toe",
                "name: breast | name: ../breast | ../breast",
                "name: breast | name: skin | twice",
                "data: images/skin | color: red | color",
                "[127.0.0.1:5701] | 5701 | members",
                "[127.0.0.1:5701] | [] | members",
                "cluster: | gateway: | gateway",
            })
    void namesWhatCannotBeUsed(String good, String bad, String named) throws IOException {
        assertThat(failure(GOOD.replace(good, bad)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(named);
    }

    @Test
    void aRegionHasDataOrIsAPhantom() throws IOException {
        assertThat(failure(GOOD.replace("    data: images/skin\n", "")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("neither data nor phantom");
        assertThat(failure(GOOD.replace("data: images/skin", "data: images/skin\n    phantom: phantom-skin")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("both data and phantom");
    }

    private static String overAGateway(String urls) {
        return GOOD.replace("  - name: skin\n    data: images/skin\n", "").replace("""
                          cluster:
                            members: [127.0.0.1:5701]
                        """, """
                          gateway:
                            urls: [%s]
                            certificate: site.crt
                            key: site.key
                            trust: federation-ca.crt
                        """.formatted(urls));
    }

    @Test
    void aGatewayLinkNamesTheFileThatIsMissingAndTheUrlThatIsNone() throws IOException {
        assertThat(failure(overAGateway("wss://127.0.0.1:1")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(folder.resolve("site.crt").toString());
        assertThat(failure(overAGateway("ws://127.0.0.1:1")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("ws://127.0.0.1:1")
                .hasMessageContaining("wss://host:port");
        assertThat(failure(overAGateway("")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("urls");
    }

    @Test
    void refusesASiteWithoutRegions() throws IOException {
        assertThat(failure(GOOD.substring(0, GOOD.indexOf("regions:")) + "regions: []\n"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("regions");
    }

    @Test
    void anExpertThatIsNotThereIsNamed() {
        StringWriter out = new StringWriter();

        assertThat(CommandFailures.of(new PredictCommand(), out, "--expert", "no/such.safetensors", "image.png"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("such");
        assertThat(CommandFailures.of(new PredictCommand(), out, "--expert", "expert.json", "image.png"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expert.json")
                .hasMessageContaining(".safetensors");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void theLauncherFindsBothCommands() {
        assertThat(ServiceLoader.load(LorkdCommand.class))
                .hasAtLeastOneElementOfType(SiteCommand.class)
                .hasAtLeastOneElementOfType(PredictCommand.class);
    }
}
