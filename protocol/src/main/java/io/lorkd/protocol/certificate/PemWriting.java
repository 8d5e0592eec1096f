package io.lorkd.protocol.certificate;

import io.lorkd.protocol.InvalidConfigurationException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes PEM files whole or not at all. A file with a key can be read by its owner alone from its first byte on. */
final class PemWriting {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> READABLE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

    private PemWriting() {}

    /** Writes a key to a file that is not there yet. */
    static void newKey(Path file, byte[] pkcs8) {
        write(file, PemFile.KEY, pkcs8, OWNER_ONLY, false);
    }

    /** Writes what anybody may read to a file that is not there yet. */
    static void create(Path file, String kind, byte[] der) {
        write(file, kind, der, READABLE, false);
    }

    /** Writes what anybody may read; a reader of the file sees the old content or the new. */
    static void replace(Path file, String kind, byte[] der) {
        write(file, kind, der, READABLE, true);
    }

    private static void write(
            Path file, String kind, byte[] der, FileAttribute<Set<PosixFilePermission>> readers, boolean replacing) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path aside = Files.createTempFile(folder, "." + file.getFileName(), ".writing", readers);
            try {
                Files.writeString(aside, pem(kind, der), StandardCharsets.US_ASCII);
                force(aside);
                if (replacing) {
                    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                } else {
                    // A link, unlike a rename, never takes another file's place.
                    Files.createLink(file, aside);
                }
                force(folder);
            } finally {
                Files.deleteIfExists(aside);
            }
        } catch (FileAlreadyExistsException e) {
            throw new InvalidConfigurationException(
                    file + " is there already, and is not written over; move it away, or name another place", e);
        } catch (IOException e) {
            throw new InvalidConfigurationException(file + " cannot be written: " + e, e);
        }
    }

    private static String pem(String kind, byte[] der) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(kind, der));
        } catch (IOException e) {
            throw new UncheckedIOException("a string can be written to", e);
        }
        return text.toString();
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
