package io.lorkd.site.egress;

import io.lorkd.protocol.message.RoundId;
import io.lorkd.site.folder.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What has left the site: a line for each blob that a peer was allowed to pull, on the disk before it is allowed. Lines are
 * chained, and the head of the chain goes to the coordinator with every update, which keeps it: whoever changes or removes a
 * line afterwards would have to change the coordinator's journal as well.
 *
 * <p>A crash can leave the beginning of a line at the end of the file. A head travels only after its line and the newline
 * are forced to the disk, so what has no newline was never acknowledged, and is removed. All else that is not as it was
 * written is somebody's doing, or the disk's, and the ledger is not opened; nor is it where it lacks the head that the site
 * is known to have announced. Reads and writes files: not for an event loop, and by one thread at a time.
 */
public final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private final Path file;
    private final Clock clock;
    private Optional<LedgerEntry> last;
    private long end;

    private Ledger(Path file, Clock clock, LedgerReading reading) {
        this.file = file;
        this.clock = clock;
        this.last = reading.last();
        this.end = reading.bytes();
    }

    /**
     * Opens a ledger, which need not be there yet.
     *
     * @param announced the last head that is known to have been announced
     * @throws LedgerBrokenException if it was changed or cut
     */
    public static Ledger open(Path file, Optional<String> announced, Clock clock) throws IOException {
        LedgerReading reading = LedgerReading.of(file);
        reading.flaw().filter(flaw -> !flaw.cutShort()).ifPresent(flaw -> {
            throw broken(file, flaw.what());
        });
        announced.filter(known -> reading.since(known).isEmpty()).ifPresent(known -> {
            throw broken(
                    file,
                    "found " + reading.entries().size() + " entries, none with the head " + known
                            + "; expected it, since the site has announced it: the ledger was cut");
        });
        if (reading.flaw().isPresent()) {
            LOG.warn(
                    "{}: the last line was cut short, by a crash while it was written; nothing was granted by it, and it is"
                            + " removed",
                    file);
            truncate(file, reading.bytes());
        }
        return new Ledger(file, clock, reading);
    }

    /** The head of the last entry; {@link LedgerEntry#GENESIS} where there is none. */
    public String head() {
        return last.map(LedgerEntry::head).orElse(LedgerEntry.GENESIS);
    }

    /**
     * Writes that a blob may be pulled, and returns once it is on the disk. What was written of an entry before this failed
     * is no part of the ledger. A grant that is the last entry already is not written again: the process was killed after
     * it was written, and the work done once more.
     */
    LedgerEntry append(RoundId round, String digest, String tensors, long bytes, String peer) throws IOException {
        LedgerEntry entry = new LedgerEntry(
                last.map(LedgerEntry::sequence).orElse(0L) + 1,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                round.run(),
                round.round(),
                round.attempt(),
                digest,
                tensors,
                bytes,
                peer,
                head());
        if (last.filter(entry::isSameGrant).isPresent()) {
            return last.get();
        }
        boolean isNew = !Files.exists(file);
        ByteBuffer line = StandardCharsets.UTF_8.encode(entry.line() + "\n");
        int length = line.remaining();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(end);
            channel.position(end);
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        }
        if (isNew) {
            DurableFiles.force(file.toAbsolutePath().getParent());
        }
        end += length;
        last = Optional.of(entry);
        return entry;
    }

    private static void truncate(Path file, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
            channel.force(true);
        }
    }

    private static LedgerBrokenException broken(Path file, String what) {
        return new LedgerBrokenException(
                file + ", " + what + ". Nothing leaves this site until somebody has looked into"
                        + " it: 'lorkd site ledger verify' says the same. To begin a new ledger, move this one and held.json away,"
                        + " and keep them");
    }
}
