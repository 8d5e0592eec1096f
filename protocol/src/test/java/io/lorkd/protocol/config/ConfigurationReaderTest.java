package io.lorkd.protocol.config;

import io.lorkd.protocol.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ConfigurationReaderTest {
    private enum Link {
        IN_PROCESS,
        CLUSTER
    }

    private record Region(
            @Key("the region's name") String name,

            @Key("its data set") Path data) {
        Region {
            if (name.equals(data.toString())) {
                throw new IllegalArgumentException("name: found '" + name + "', which is the data set");
            }
        }
    }

    private record Site(
            @Key("the site's id") String site,

            @Key(value = "what carries messages", defaultValue = "in-process")
            Link link,

            @Key("what it trains on") List<Region> regions,

            @Key(value = "members to join", defaultValue = "[]")
            List<String> members,

            @Key(value = "how long to wait", defaultValue = "30s", min = 0.5)
            Duration patience,

            @Key("where files go") Optional<Path> state,

            @Key(value = "the most bytes", unit = "bytes", min = 1)
            OptionalLong most) {}

    private record Undocumented(int key) {}

    private record Unreadable(@Key("of no known type") Thread key) {}

    private static final String YAML = """
            site: "site-a"
            link: cluster
            regions:
              - name: "breast"
                data: "data/breast.npz"
              - name: "skin"
                data: "data/skin"
            members:
              - "coordinator:5701"
            patience: 1500ms
            state: "state"
            most: 4000000000
            """;

    private static final Site SITE = new Site(
            "site-a",
            Link.CLUSTER,
            List.of(new Region("breast", Path.of("data/breast.npz")), new Region("skin", Path.of("data/skin"))),
            List.of("coordinator:5701"),
            Duration.ofMillis(1500),
            Optional.of(Path.of("state")),
            OptionalLong.of(4_000_000_000L));

    @Test
    void everyTypeOfValueIsReadAndWritten() {
        assertThat(ConfigurationReader.parse(YAML, "site.yaml", Site.class)).isEqualTo(SITE);
        assertThat(ConfigurationReader.write(SITE)).isEqualTo(YAML);
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        Site site = ConfigurationReader.parse("{site: a, regions: []}", "site.yaml", Site.class);

        assertThat(site)
                .isEqualTo(new Site(
                        "a",
                        Link.IN_PROCESS,
                        List.of(),
                        List.of(),
                        Duration.ofSeconds(30),
                        Optional.empty(),
                        OptionalLong.empty()));
        assertThat(ConfigurationReader.parse(ConfigurationReader.write(site), "written", Site.class))
                .isEqualTo(site);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{regions: []}|site.yaml:1: site: the key is missing; allowed is a text that is not blank",
                "{site: a}|site.yaml:1: regions: the key is missing; allowed is a list, each element a section",
                "{site: a, regions: breast}|regions: found 'breast'; allowed is a list",
                "{site: a, regions: [breast]}|regions[0]: found 'breast'; allowed is a section with the keys name, data",
                "{site: a, regions: [{name: b, data: 1}]}|regions[0].data: found 1; allowed is the path of",
                "{site: a, regions: [{nam: b}]}|regions[0].nam: there is no such key, did you mean name?",
                "{site: a, regions: [{name: b, data: b}]}|regions[0]: name: found 'b', which is the data set",
                "{site: a, regions: [], members: [a, 1]}|members[1]: found 1; allowed is a text",
                "{site: a, regions: [], link: in_process}|link: found 'in_process'; allowed is one of in-process, cluster",
                "{site: a, regions: [], patience: 100ms}|patience: found 100ms; allowed is a duration from 500ms",
                "{site: a, regions: [], most: 0}|most: found 0; allowed is a whole number from 1 to"
            })
    void whatIsNotAllowedIsRefused(String yaml, String message) {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> ConfigurationReader.parse(yaml, "site.yaml", Site.class))
                .withMessageStartingWith("site.yaml")
                .withMessageContaining(message);
    }

    @Test
    void theTableHasEveryKey() {
        assertThat(ConfigurationReader.describe(Site.class))
                .contains("| `site` | must be given |  | a text that is not blank | the site's id |")
                .contains("| `regions` | must be given |  | a list | what it trains on |")
                .contains("| `regions[].name` | must be given |")
                .contains("| `members` | [] |")
                .contains("| `most` | none | bytes | a whole number from 1 to");
    }

    @Test
    void aRecordThatCannotBeReadIsAnErrorOfTheProgram() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationReader.describe(Undocumented.class))
                .withMessage("Undocumented.key has no @Key annotation");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationReader.describe(Unreadable.class))
                .withMessageContaining("Unreadable.key has a type that no key can have");
    }

    @Test
    void damagedFilesThrowTheDocumentedExceptionOnly() {
        Random random = new Random(20_26);
        int refused = 0;
        for (int i = 0; i < 4_000; i++) {
            String damaged = damage(random);
            try {
                assertThat(ConfigurationReader.parse(damaged, "site.yaml", Site.class))
                        .isNotNull();
            } catch (InvalidConfigurationException e) {
                assertThat(e).hasMessageStartingWith("site.yaml");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(2_000);
    }

    private static String damage(Random random) {
        StringBuilder text = new StringBuilder(YAML);
        String tokens = "{}[],:\"'#&*!|>%@-?\t\n\u0000 0123456789.e~é\ud800";
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.setCharAt(at, tokens.charAt(random.nextInt(tokens.length())));
                case 2 -> text.insert(at, tokens.charAt(random.nextInt(tokens.length())));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(60))));
            }
        }
        return text.toString();
    }
}
