package io.lorkd.site.egress;

import io.lorkd.protocol.transfer.Sha256;
import io.lorkd.site.folder.DurableFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The updates that may be pulled: the one folder whose files are granted, and only {@link #admit} puts a file there.
 * Reads and writes files: not for an event loop.
 */
public final class Outbox {
    /** Lets one peer pull a file; the blob holder's part that the outbox needs. */
    public interface Grants {
        void grant(String digest, Path file);

        void revoke(String digest);
    }

    /**
     * An update that can be pulled.
     *
     * @param digest SHA-256 of the file
     * @param bytes its size
     * @param unsound what is wrong with its values, in words; empty in an update that is well
     */
    public record Update(String digest, long bytes, Optional<String> unsound) {}

    private final Path folder;
    private final EgressGuard guard;
    private final Grants grants;

    private Outbox(Path folder, EgressGuard guard, Grants grants) {
        this.folder = folder;
        this.guard = guard;
        this.grants = grants;
    }

    /** Opens the outbox empty: whatever an earlier run left is removed, having been granted to nobody since. */
    public static Outbox open(Path folder, EgressGuard guard, Grants grants) throws IOException {
        for (Path leftOver : DurableFiles.list(folder)) {
            DurableFiles.remove(leftOver);
        }
        return new Outbox(folder, guard, grants);
    }

    /**
     * Takes an update that the guard lets pass, and grants it. One that it does not is deleted.
     *
     * @param aside the file as the trainer wrote it, on the outbox's file system; it is gone afterwards
     * @throws EgressViolationException if the guard refuses it
     */
    public Update admit(Path aside) throws IOException {
        try {
            guard.checkForm(aside);
            Optional<String> unsound = guard.unsoundValue(aside);
            String digest = Sha256.ofFile(aside);
            long bytes = Files.size(aside);
            DurableFiles.force(aside);
            Path file = folder.resolve(digest);
            DurableFiles.move(aside, file);
            grants.grant(digest, file);
            return new Update(digest, bytes, unsound);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** Takes an update back. */
    public void withdraw(Update update) throws IOException {
        grants.revoke(update.digest());
        Files.deleteIfExists(folder.resolve(update.digest()));
    }
}
