package io.lorkd.launcher;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ArchiveTest {
    @TempDir
    Path temporary;

    @Test
    void theSameFilesGiveTheSameBytesWheneverAndInWhateverOrderTheyWereMade() throws IOException {
        Path first = distribution("first", List.of("bin/lorkd", "lib/b.jar", "lib/a.jar"), 0);
        Path second = distribution("second", List.of("lib/a.jar", "lib/b.jar", "bin/lorkd"), 1_000_000_000_000L);
        Files.writeString(second.resolve(".built"), "the build's own");

        Archive.pack(first, "lorkd-1", temporary.resolve("first.tar.gz"));
        Archive.pack(second, "lorkd-1", temporary.resolve("second.tar.gz"));

        assertThat(temporary.resolve("first.tar.gz")).hasSameBinaryContentAs(temporary.resolve("second.tar.gz"));
    }

    @Test
    void holdsEveryFileAndTheLauncherIsAProgram() throws IOException {
        Path folder = distribution("dist", List.of("bin/lorkd", "lib/a.jar"), 0);
        Archive.pack(folder, "lorkd-1", temporary.resolve("dist.tar.gz"));

        List<String> entries = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new GzipCompressorInputStream(Files.newInputStream(temporary.resolve("dist.tar.gz"))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String content = new String(tar.readAllBytes(), StandardCharsets.UTF_8);
                entries.add(Integer.toOctalString(entry.getMode() & 0777) + " " + entry.getName() + " " + content);
                assertThat(entry.getUserName()).isEqualTo("root");
            }
        }
        assertThat(entries).containsExactly("755 lorkd-1/bin/lorkd of bin/lorkd", "644 lorkd-1/lib/a.jar of lib/a.jar");
        assertThat(temporary.resolve("dist.tar.gz.part")).doesNotExist();
    }

    @Test
    void whatIsNoDistributionIsNotPacked() {
        Called called =
                Called.lorkd("dist", "--out", temporary.resolve("x.tar.gz").toString());
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(temporary.resolve("x.tar.gz")).doesNotExist();
    }

    private Path distribution(String name, List<String> files, long made) throws IOException {
        Path folder = temporary.resolve(name);
        for (String file : files) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "of " + file);
            Files.setLastModifiedTime(path, FileTime.fromMillis(made));
        }
        return folder;
    }
}
