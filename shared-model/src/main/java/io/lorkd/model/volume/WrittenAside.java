package io.lorkd.model.volume;

import io.lorkd.model.InvalidInputException;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that appears under its name only when it is complete and on the disk; until then it has a name of its own beside
 * it, which is gone when writing fails.
 */
final class WrittenAside {

    private static final int BUFFER_BYTES = 64 << 10;

    private WrittenAside() {}

    /** Writes the whole file; what it leaves open or unflushed is lost. */
    interface Content {
        void to(OutputStream out) throws IOException;
    }

    /**
     * @param what the kind of file, for messages
     * @throws InvalidInputException if the place is none where a file can be
     * @throws UncheckedIOException if writing fails, as on a full disk
     */
    static void write(Path file, String what, Content content) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || !Files.isDirectory(folder)) {
            throw new InvalidInputException("no " + what + " can be written as " + file + ": "
                    + (Files.isDirectory(file)
                            ? "that is a folder; name a file in it"
                            : folder + " is no folder; make it first"));
        }
        Path aside = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
                content.to(out);
                out.flush();
                channel.force(true);
            }
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        } finally {
            removeLeft(aside);
        }
    }

    /** A renamed file is durable only when its folder is. */
    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void removeLeft(Path aside) {
        try {
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + aside, e);
        }
    }
}
