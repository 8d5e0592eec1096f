package io.lorkd.coordinator.disk;

import io.lorkd.protocol.command.RunFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StateFolderTest {
    @TempDir
    Path folder;

    @Test
    void forgetsWhatAKilledCoordinatorWasWriting() throws IOException {
        String kept;
        try (StateFolder state = StateFolder.open(folder)) {
            kept = keep(state.blobs(), "whole");
            Files.writeString(state.blobs().staging("a-update.part"), "half");
            Files.writeString(folder.resolve("outcome.json.tmp"), "{");
            Files.writeString(folder.resolve("outcome.json"), "{}");
        }
        try (StateFolder state = StateFolder.open(folder)) {
            assertThat(state.blobs().has(kept)).isTrue();
            assertThat(folder.resolve("staging")).isEmptyDirectory();
            assertThat(folder.resolve("outcome.json.tmp")).doesNotExist();
            assertThat(folder.resolve("outcome.json")).exists();
        }
    }

    @Test
    void sweepsWhatIsNotNeeded() throws IOException {
        try (StateFolder state = StateFolder.open(folder)) {
            BlobStore blobs = state.blobs();
            String needed = keep(blobs, "needed");
            String old = keep(blobs, "old");
            Files.writeString(blobs.staging("a-123.part"), "left");
            Files.writeString(blobs.staging("b-456.part"), "coming");

            blobs.sweep().retain(Set.of(needed), Set.of("b-456"));

            assertThat(blobs.has(needed)).isTrue();
            assertThat(blobs.has(old)).isFalse();
            assertThat(blobs.staging("a-123.part")).doesNotExist();
            assertThat(blobs.staging("b-456.part")).exists();
        }
    }

    /** The journal was asked before these were written down in it. */
    @Test
    void sparesWhatCameOrWasAskedForSinceTheSweepBegan() throws IOException {
        try (StateFolder state = StateFolder.open(folder)) {
            BlobStore blobs = state.blobs();
            String again = keep(blobs, "sent again");
            String old = keep(blobs, "old");
            BlobStore.Sweep sweep = blobs.sweep();
            blobs.has(again);
            String fresh = keep(blobs, "new");

            sweep.retain(Set.of(), Set.of());

            assertThat(blobs.path(again)).exists();
            assertThat(blobs.path(fresh)).exists();
            assertThat(blobs.path(old)).doesNotExist();
        }
    }

    @Test
    void refusesAPathThatIsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> StateFolder.open(file))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("name a folder");
    }

    private static String keep(BlobStore blobs, String content) throws IOException {
        return blobs.keep(Files.writeString(blobs.staging("file"), content));
    }
}
