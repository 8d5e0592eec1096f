package io.lorkd.site.egress;

import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.transfer.Sha256;
import io.lorkd.site.crash.SiteCrashPoint;
import io.lorkd.site.folder.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
        /** Who may pull what is granted, for the ledger. */
        String peer();

        void grant(String digest, Path file);

        void revoke(String digest);
    }

    /**
     * An update that can be pulled.
     *
     * @param digest SHA-256 of the file
     * @param bytes its size
     * @param unsound what is wrong with its values, in words; empty in an update that is well
     * @param ledgerHead the ledger's head, with the grant of this update in it
     */
    public record Update(String digest, long bytes, Optional<String> unsound, String ledgerHead) {}

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final Path folder;
    private final EgressGuard guard;
    private final Grants grants;
    private final Ledger ledger;

    private Outbox(Path folder, EgressGuard guard, Grants grants, Ledger ledger) {
        this.folder = folder;
        this.guard = guard;
        this.grants = grants;
        this.ledger = ledger;
    }

    /**
     * Opens the outbox with nothing granted. What an earlier process left is removed, but for one update.
     *
     * @param held the digest of an update that may be {@linkplain #readmit readmitted}
     */
    public static Outbox open(Path folder, EgressGuard guard, Grants grants, Ledger ledger, Optional<String> held)
            throws IOException {
        for (Path leftOver : DurableFiles.list(folder)) {
            if (held.filter(leftOver.getFileName().toString()::equals).isEmpty()) {
                DurableFiles.remove(leftOver);
            }
        }
        return new Outbox(folder, guard, grants, ledger);
    }

    /**
     * Takes an update that the guard lets pass, writes it into the ledger, and grants it. One that the guard does not let
     * pass is deleted.
     *
     * @param round what it answers
     * @param aside the file as the trainer wrote it, on the outbox's file system; it is gone afterwards
     * @throws EgressViolationException if the guard refuses it
     */
    public Update admit(RoundId round, Path aside) throws IOException {
        try {
            guard.checkForm(aside);
            Optional<String> unsound = guard.unsoundValue(aside);
            String digest = Sha256.ofFile(aside);
            long bytes = Files.size(aside);
            DurableFiles.force(aside);
            Path file = folder.resolve(digest);
            DurableFiles.move(aside, file);
            // Before it is granted: the ledger may speak of a blob that nobody has come for, and never the other way
            // round.
            LedgerEntry entry = ledger.append(round, digest, guard.tensors(), bytes, grants.peer());
            SiteCrashPoint.LEDGER_WRITTEN.reached();
            grants.grant(digest, file);
            return new Update(digest, bytes, unsound, entry.head());
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /**
     * Grants an update again that an earlier process admitted, if it is here and whole, and passes the guard as then. It is
     * in the ledger already.
     *
     * @return whether it can be pulled
     */
    public boolean readmit(String digest) throws IOException {
        Path file = folder.resolve(digest);
        if (!Files.isRegularFile(file) || !Sha256.ofFile(file).equals(digest)) {
            return false;
        }
        try {
            guard.checkForm(file);
        } catch (EgressViolationException e) {
            LOG.warn("an update that was admitted before is not admitted again: {}", e.getMessage());
            return false;
        }
        grants.grant(digest, file);
        return true;
    }

    /** Takes an update back, if it is here. */
    public void withdraw(String digest) throws IOException {
        grants.revoke(digest);
        Files.deleteIfExists(folder.resolve(digest));
    }
}
