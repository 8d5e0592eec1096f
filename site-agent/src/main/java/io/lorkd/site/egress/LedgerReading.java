package io.lorkd.site.egress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a ledger's file has: its entries up to the first line that is wrong.
 *
 * @param entries in order; each follows the one before
 * @param bytes how much of the file they take
 * @param flaw what is wrong with the rest, if anything is
 */
public record LedgerReading(List<LedgerEntry> entries, long bytes, Optional<Flaw> flaw) {

    /**
     * The first thing that is wrong.
     *
     * @param cutShort whether it is but the end of the file that misses its newline, as a crash leaves it
     * @param what a sentence: the line, what was found there and what was expected
     */
    public record Flaw(boolean cutShort, String what) {}

    /** Reads a ledger; one that is not there has no entries. It may be read while the site writes it. */
    public static LedgerReading of(Path file) throws IOException {
        byte[] content = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        List<LedgerEntry> entries = new ArrayList<>();
        int start = 0;
        while (start < content.length) {
            int end = endOfLine(content, start);
            Optional<Flaw> flaw = end < 0
                    ? Optional.of(cutShort(entries.size() + 1))
                    : take(entries, new String(content, start, end - start, StandardCharsets.UTF_8));
            if (flaw.isPresent()) {
                return new LedgerReading(List.copyOf(entries), start, flaw);
            }
            start = end + 1;
        }
        return new LedgerReading(List.copyOf(entries), start, Optional.empty());
    }

    /** The head of the last entry. */
    public String head() {
        return last().map(LedgerEntry::head).orElse(LedgerEntry.GENESIS);
    }

    /** The last entry. */
    Optional<LedgerEntry> last() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(entries.size() - 1));
    }

    /** How many entries came after a head; empty where the ledger has no such head. */
    public Optional<Integer> since(String head) {
        if (head.equals(LedgerEntry.GENESIS)) {
            return Optional.of(entries.size());
        }
        for (int i = entries.size(); i > 0; i--) {
            if (entries.get(i - 1).head().equals(head)) {
                return Optional.of(entries.size() - i);
            }
        }
        return Optional.empty();
    }

    private static int endOfLine(byte[] content, int start) {
        for (int i = start; i < content.length; i++) {
            if (content[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static Optional<Flaw> take(List<LedgerEntry> entries, String line) {
        int number = entries.size() + 1;
        String head = entries.isEmpty()
                ? LedgerEntry.GENESIS
                : entries.get(entries.size() - 1).head();
        Optional<LedgerEntry> parsed = LedgerEntry.parse(line);
        if (parsed.isEmpty()) {
            return Optional.of(new Flaw(
                    false,
                    "line " + number + ": found a line that is no entry, or whose head is not the digest of the line;"
                            + " expected an entry as it was written: the line was changed"));
        }
        LedgerEntry entry = parsed.get();
        if (!entry.previous().equals(head) || entry.sequence() != number) {
            return Optional.of(new Flaw(
                    false,
                    "line " + number + ": found entry " + entry.sequence() + ", which follows the head "
                            + entry.previous()
                            + "; expected entry " + number + ", which follows " + head
                            + ": lines before it were removed, added or put in another order"));
        }
        entries.add(entry);
        return Optional.empty();
    }

    private static Flaw cutShort(int number) {
        return new Flaw(
                true,
                "line " + number
                        + ": found a line without its end; expected a newline: the file was cut, or the site crashed"
                        + " while it wrote the line. In that case nothing was granted by it, and the site's next start"
                        + " removes it");
    }
}
