package io.lorkd.site.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** Files that survive a power failure: written aside, forced to the disk, renamed, and the rename forced as well. */
public final class DurableFiles {
    private DurableFiles() {}

    /** Replaces a file's content; a reader sees the old one or the new one, and so does the next start. */
    public static void write(Path file, String content) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".writing");
        Files.writeString(aside, content, StandardCharsets.UTF_8);
        force(aside);
        move(aside, file);
    }

    /** Renames a file that is already on the disk over another, on one file system. */
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(to.toAbsolutePath().getParent());
    }

    /** Forces every file of a folder, the folder, and its entry in its parent to the disk. */
    public static void forceTree(Path folder) throws IOException {
        for (Path entry : list(folder)) {
            if (Files.isDirectory(entry)) {
                forceTree(entry);
            } else {
                force(entry);
            }
        }
        force(folder);
        force(folder.toAbsolutePath().getParent());
    }

    /** Forces one file or folder to the disk. */
    public static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes a file, or a folder with all that is in it; nothing there is well too. */
    public static void remove(Path path) throws IOException {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            return; // as asked for
        }
    }

    /** The entries of a folder, by name. */
    public static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
