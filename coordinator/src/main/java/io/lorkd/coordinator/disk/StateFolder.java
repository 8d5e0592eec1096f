package io.lorkd.coordinator.disk;

import io.lorkd.protocol.command.RunFailedException;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder that a coordinator keeps its state in: {@code journal.mv.db}, {@code blobs/} and {@code staging/}, and a lock
 * that keeps a second coordinator, of this process or another, from writing there.
 */
public final class StateFolder implements Closeable {
    private final Path folder;
    private final FileChannel channel;
    private final BlobStore blobs;

    private StateFolder(Path folder, FileChannel channel, BlobStore blobs) {
        this.folder = folder;
        this.channel = channel;
        this.blobs = blobs;
    }

    /**
     * Makes the folder if it is not there, and locks it.
     *
     * @throws RunFailedException if it cannot be made or written, or another coordinator has it
     */
    public static StateFolder open(Path path) {
        Path folder = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (!locked(channel)) {
                    throw new RunFailedException("The state folder " + folder
                            + " is in use by another coordinator; stop that one, or name another folder");
                }
                return new StateFolder(folder, channel, BlobStore.open(folder));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (FileAlreadyExistsException e) {
            throw new RunFailedException("The state folder " + folder + " is a file; name a folder", e);
        } catch (IOException e) {
            throw new RunFailedException(
                    "The state folder " + folder + " cannot be used (" + e + "); name one that can be written", e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    public Path path() {
        return folder;
    }

    public BlobStore blobs() {
        return blobs;
    }

    /** Gives the folder up. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
