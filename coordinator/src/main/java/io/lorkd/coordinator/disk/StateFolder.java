package io.lorkd.coordinator.disk;

import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.folder.FolderLock;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder that a coordinator keeps its state in: {@code journal.mv.db}, {@code blobs/} and {@code staging/}, and a lock
 * that keeps a second coordinator, of this process or another, from writing there.
 */
public final class StateFolder implements Closeable {
    private final Path folder;
    private final FolderLock lock;
    private final BlobStore blobs;

    private StateFolder(Path folder, FolderLock lock, BlobStore blobs) {
        this.folder = folder;
        this.lock = lock;
        this.blobs = blobs;
    }

    /**
     * Makes the folder if it is not there, and locks it.
     *
     * @throws RunFailedException if it cannot be made or written, or another owner has it
     */
    public static StateFolder open(Path path) {
        Path folder = path.toAbsolutePath().normalize();
        try {
            FolderLock lock = FolderLock.take(folder, "coordinator");
            try {
                deleteUnfinished(folder);
                return new StateFolder(folder, lock, BlobStore.open(folder));
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (FileAlreadyExistsException e) {
            throw new RunFailedException("The state folder " + folder + " is a file; name a folder", e);
        } catch (IOException e) {
            throw new RunFailedException(
                    "The state folder " + folder + " cannot be used (" + e + "); name one that can be written", e);
        }
    }

    /** What a process that was killed was writing aside. */
    private static void deleteUnfinished(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{tmp,part}")) {
            for (Path unfinished : files) {
                Files.delete(unfinished);
            }
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
    public void close() {
        lock.close();
    }
}
