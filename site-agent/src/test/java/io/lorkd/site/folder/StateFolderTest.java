package io.lorkd.site.folder;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.RunFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StateFolderTest {
    @TempDir
    Path temporary;

    @Test
    void keepsItsInstanceOverRestarts() {
        String first = instance();

        assertThat(instance()).isEqualTo(first).hasSize(36);
    }

    private String instance() {
        try (StateFolder folder = StateFolder.open(temporary.resolve("state"))) {
            return folder.instance();
        }
    }

    @Test
    void isUsedByOneAgentAtATime() {
        try (StateFolder folder = StateFolder.open(temporary)) {
            assertThatThrownBy(() -> StateFolder.open(temporary))
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining(temporary.toString())
                    .hasMessageContaining("this process");
            assertThat(folder.outbox()).isEmptyDirectory();
        }
        StateFolder.open(temporary).close();
    }

    @Test
    void isNotOpenedWhereAFileIs() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "not a folder");

        assertThatThrownBy(() -> StateFolder.open(file))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void removesWhatWasBeingWrittenWhenTheLastProcessEnded() throws IOException {
        try (StateFolder folder = StateFolder.open(temporary)) {
            Files.writeString(folder.work().resolve("update-1-1"), "half");
        }
        try (StateFolder folder = StateFolder.open(temporary)) {
            assertThat(folder.work()).isEmptyDirectory();
        }
    }
}
