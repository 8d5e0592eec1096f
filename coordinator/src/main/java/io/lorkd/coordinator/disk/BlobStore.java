package io.lorkd.coordinator.disk;

import io.lorkd.protocol.transfer.Sha256;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tensor files by their SHA-256: {@code blobs/<sha256>} holds only whole files of that digest. What is being written lies
 * in {@code staging/}, which a start empties. All methods block.
 */
public final class BlobStore {
    private final Path blobs;
    private final Path staging;

    private BlobStore(Path blobs, Path staging) {
        this.blobs = blobs;
        this.staging = staging;
    }

    static BlobStore open(Path state) throws IOException {
        BlobStore store = new BlobStore(state.resolve("blobs"), state.resolve("staging"));
        Files.createDirectories(store.blobs);
        Files.createDirectories(store.staging);
        clear(store.staging);
        return store;
    }

    /** Where a file of this digest lies, if it is here. */
    public Path path(String digest) {
        return blobs.resolve(digest);
    }

    public boolean has(String digest) {
        return Files.isRegularFile(path(digest));
    }

    /** A place to write a file that is to be kept later. */
    public Path staging(String name) {
        return staging.resolve(name);
    }

    /**
     * Takes a whole, fsynced file from staging under its digest.
     *
     * @return the digest
     */
    public String keep(Path staged) throws IOException {
        String digest = Sha256.ofFile(staged);
        keep(staged, digest);
        return digest;
    }

    /** As {@link #keep(Path)}, for a file whose digest was verified already. */
    public void keep(Path staged, String digest) throws IOException {
        Files.move(staged, path(digest), StandardCopyOption.ATOMIC_MOVE);
        // The rename itself is on disk only once the folder is.
        try (FileChannel folder = FileChannel.open(blobs, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Deletes every file whose digest is not among these, and what was begun in staging and left. */
    public void retain(Set<String> digests) throws IOException {
        for (Path blob : files(blobs)) {
            if (!digests.contains(blob.getFileName().toString())) {
                Files.delete(blob);
            }
        }
        clear(staging);
    }

    private static void clear(Path folder) throws IOException {
        for (Path unfinished : files(folder)) {
            Files.deleteIfExists(unfinished);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
