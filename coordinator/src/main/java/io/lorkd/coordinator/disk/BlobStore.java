package io.lorkd.coordinator.disk;

import io.lorkd.coordinator.crash.CoordinatorCrashPoint;
import io.lorkd.protocol.transfer.Sha256;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Tensor files by their SHA-256: {@code blobs/<sha256>} holds only whole files of that digest. What is being written lies
 * in {@code staging/}, which a start empties. All methods block.
 */
public final class BlobStore {
    private final Path blobs;
    private final Path staging;

    /** What was kept or asked for since the last sweep began. */
    private final Set<String> touched = ConcurrentHashMap.newKeySet();

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
        touched.add(digest);
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
        touched.add(digest);
        CoordinatorCrashPoint.KEEPING_BLOB.reached();
        Files.move(staged, path(digest), StandardCopyOption.ATOMIC_MOVE);
        CoordinatorCrashPoint.BLOB_RENAMED.reached();
        // The rename itself is on disk only once the folder is.
        try (FileChannel folder = FileChannel.open(blobs, StandardOpenOption.READ)) {
            folder.force(true);
        }
        CoordinatorCrashPoint.BLOB_KEPT.reached();
    }

    /** Deletes a file that turned out not to be what its name says. */
    public void discard(String digest) throws IOException {
        Files.deleteIfExists(path(digest));
    }

    /** Begins to look for files that nobody needs any more. */
    public Sweep sweep() throws IOException {
        touched.clear();
        return new Sweep(files(blobs), files(staging));
    }

    /**
     * The files that lay here when it began. What is kept or asked for since is safe from it, though the journal may not have
     * known of it when it was asked what is needed.
     */
    public final class Sweep {
        private final List<Path> kept;
        private final List<Path> begun;

        private Sweep(List<Path> kept, List<Path> begun) {
            this.kept = kept;
            this.begun = begun;
        }

        /**
         * Deletes what is not needed.
         *
         * @param digests of the files that are needed
         * @param underWay names in staging, as they were given to {@link #staging}, that are being written
         */
        public void retain(Set<String> digests, Set<String> underWay) throws IOException {
            for (Path blob : kept) {
                String digest = blob.getFileName().toString();
                if (!digests.contains(digest) && !touched.contains(digest)) {
                    Files.deleteIfExists(blob);
                }
            }
            for (Path part : begun) {
                String name = part.getFileName().toString();
                if (underWay.stream().noneMatch(name::startsWith)) {
                    Files.deleteIfExists(part);
                }
            }
        }
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
