package io.lorkd.launcher;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/** A folder as a {@code .tar.gz} that depends on names and contents alone: no times, no owners, one order. */
final class Archive {
    /** When everything in it was made, in seconds since 1970: as the jars' entries, 2026-01-01. */
    private static final long TIME_SECONDS = 1_767_225_600L;

    private static final int PROGRAM = 0755;
    private static final int FILE = 0644;

    private Archive() {}

    /**
     * Packs a folder. The archive is written aside and takes its place when it is whole.
     *
     * @param top what the folder is called in the archive
     */
    static void pack(Path folder, String top, Path archive) throws IOException {
        Path aside = archive.resolveSibling(archive.getFileName() + ".part");
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(Deflater.BEST_SPEED);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(
                new GzipCompressorOutputStream(new BufferedOutputStream(Files.newOutputStream(aside)), parameters))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Path file : files(folder)) {
                add(tar, folder, top, file);
            }
            tar.finish();
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(aside);
            throw e;
        }
        Files.move(aside, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Files whose name begins with a dot are of the build, not of the distribution. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static void add(TarArchiveOutputStream tar, Path folder, String top, Path file) throws IOException {
        String name = folder.relativize(file).toString();
        TarArchiveEntry entry = new TarArchiveEntry(top + "/" + name);
        entry.setSize(Files.size(file));
        entry.setMode(name.startsWith("bin/") ? PROGRAM : FILE);
        entry.setModTime(TIME_SECONDS * 1000);
        entry.setIds(0, 0);
        entry.setNames("root", "root");
        tar.putArchiveEntry(entry);
        Files.copy(file, tar);
        tar.closeArchiveEntry();
    }
}
