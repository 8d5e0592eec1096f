package io.lorkd.protocol.folder;

import io.lorkd.protocol.command.RunFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FolderLockTest {
    private static final String TAKEN = "taken";

    @TempDir
    Path temporary;

    /** What the other process does: takes the lock, says how that went, and holds on until its input ends. */
    static final class Taker {
        private Taker() {}

        public static void main(String[] arguments) throws IOException {
            try (FolderLock lock = FolderLock.take(Path.of(arguments[0]), "site")) {
                System.out.println(TAKEN + lock.hashCode() * 0L);
                while (System.in.read() >= 0) {
                    // holds on
                }
            } catch (RunFailedException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private Process taker() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName(),
                        temporary.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static String line(Process process) throws IOException {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    @Test
    void aSecondOwnerInTheSameProcessIsRefusedUntilTheFirstIsClosed() throws IOException {
        Path folder = temporary.resolve("made/where/missing");
        try (FolderLock first = FolderLock.take(folder, "site")) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> FolderLock.take(folder.resolve("../missing"), "coordinator"))
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("missing")
                    .hasMessageContaining("this process")
                    .hasMessageContaining("coordinator");
        }
        FolderLock again = FolderLock.take(folder, "site");
        again.close();
        again.close();
    }

    @Test
    void anotherProcessIsRefusedAndAlsoAfterSomebodyHereWas() throws IOException, InterruptedException {
        try (FolderLock mine = FolderLock.take(temporary, "site")) {
            assertThat(mine).isNotNull();
            assertThatThrownBy(() -> FolderLock.take(temporary, "site")).isInstanceOf(RunFailedException.class);

            Process other = taker();

            assertThat(line(other))
                    .contains(temporary.toString())
                    .contains("process " + ProcessHandle.current().pid());
            assertThat(other.waitFor()).isZero();
        }
    }

    @Test
    void isRefusedWhereAnotherProcessHasItAndTakenOnceThatOneIsKilled() throws IOException, InterruptedException {
        Process other = taker();
        try {
            assertThat(line(other)).startsWith(TAKEN);
            assertThatThrownBy(() -> FolderLock.take(temporary, "site"))
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("process " + other.pid());
        } finally {
            other.destroyForcibly().waitFor();
        }
        FolderLock.take(temporary, "site").close();
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "not a folder");

        assertThatThrownBy(() -> FolderLock.take(file, "site")).isInstanceOf(FileAlreadyExistsException.class);
    }
}
