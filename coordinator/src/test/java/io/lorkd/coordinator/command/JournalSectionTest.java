package io.lorkd.coordinator.command;

import io.lorkd.coordinator.journal.PostgresSettings;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.ConfigurationReader;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JournalSectionTest {
    private static final Path FILE = Path.of("/etc/lorkd/coordinator.yaml");

    @Test
    void isInTheStateFolderWhereNothingIsSaid() {
        assertThat(read("").journalSettings(FILE)).isEmpty();
    }

    @Test
    void namesADatabaseAndTheFileOfItsPassword() {
        CoordinatorFile file = read("""
                journal:
                  url: jdbc:postgresql://db/lorkd
                  user: lorkd
                  passwordFile: secrets/journal
                """);

        assertThat(file.journalSettings(FILE))
                .contains(new PostgresSettings(
                        "jdbc:postgresql://db/lorkd", "lorkd", Optional.of(Path.of("/etc/lorkd/secrets/journal"))));
    }

    @Test
    void refusesAPasswordInTheUrlWithoutRepeatingIt() {
        assertThatThrownBy(() -> read("""
                        journal:
                          url: jdbc:postgresql://db/lorkd?password=hidden
                          user: lorkd
                        """))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("journal")
                .hasMessageContaining("passwordFile")
                .hasMessageNotContaining("hidden");
    }

    private static CoordinatorFile read(String journal) {
        return ConfigurationReader.parse("""
                plan: plan.yaml
                state: state
                link:
                  cluster:
                    port: 0
                """ + journal, "coordinator.yaml", CoordinatorFile.class);
    }
}
