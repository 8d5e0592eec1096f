package io.lorkd.site.egress;

import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.transfer.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LedgerTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00.123456Z"), ZoneOffset.UTC);
    private static final int LINES = 5;

    @TempDir
    private Path folder;

    private int round;

    /** What somebody could do to a ledger of {@value #LINES} lines, who does not make up the whole rest of the chain. */
    enum Tampering {
        FIRST_LINE_REMOVED(lines -> lines.subList(1, LINES), 1),
        MIDDLE_LINE_REMOVED(lines -> without(lines, 2), 3),
        BYTES_CHANGED(lines -> changed(lines, 1, line -> line.replace("\"bytes\":1", "\"bytes\":2")), 2),
        TIME_CHANGED(lines -> changed(lines, 4, line -> line.replace("12:00", "13:00")), 5),
        HEAD_CHANGED(lines -> changed(lines, 2, line -> line.replaceFirst("[0-9a-f](?=\"}$)", "x")), 3),
        WRITTEN_DIFFERENTLY(lines -> changed(lines, 2, line -> line.replace(",\"run\"", ", \"run\"")), 3),
        ORDER_CHANGED(lines -> swapped(lines, 1, 2), 2),
        LINE_REPEATED(lines -> appended(lines, lines.get(LINES - 1)), 6),
        LINE_APPENDED(lines -> appended(lines, "{\"sequence\":6}"), 6),
        EMPTY_LINE_APPENDED(lines -> appended(lines, ""), 6),
        ENTRY_OF_ANOTHER_LEDGER_APPENDED(lines -> appended(lines, entry(6, "f".repeat(64))), 6),
        LINE_REWRITTEN_WITH_A_HEAD_OF_ITS_OWN(lines -> changed(lines, 2, line -> entry(3, previous(line))), 4);

        private final UnaryOperator<List<String>> deed;
        private final int line;

        Tampering(UnaryOperator<List<String>> deed, int line) {
            this.deed = deed;
            this.line = line;
        }
    }

    @ParameterizedTest
    @EnumSource(Tampering.class)
    void showsAtWhichLineItWasTamperedWith(Tampering tampering) throws IOException {
        Path file = written();
        Files.write(file, tampering.deed.apply(Files.readAllLines(file)));

        LedgerReading read = LedgerReading.of(file);

        assertThat(read.flaw()).hasValueSatisfying(flaw -> {
            assertThat(flaw.what())
                    .startsWith("line " + tampering.line + ": found")
                    .contains("expected");
            assertThat(flaw.cutShort()).isFalse();
        });
        assertThat(read.entries()).hasSize(tampering.line - 1);
        assertThatThrownBy(() -> Ledger.open(file, Optional.empty(), CLOCK))
                .isInstanceOf(LedgerBrokenException.class)
                .hasMessageContaining("line " + tampering.line)
                .hasMessageContaining("Nothing leaves this site");
    }

    @Test
    void aLedgerCutBetweenLinesIsShownByAHeadThatWasAnnounced() throws IOException {
        Path file = written();
        String head = LedgerReading.of(file).head();
        Files.write(file, Files.readAllLines(file).subList(0, LINES - 1));

        LedgerReading read = LedgerReading.of(file);

        assertThat(read.flaw()).isEmpty();
        assertThat(read.since(head)).isEmpty();
        assertThatThrownBy(() -> Ledger.open(file, Optional.of(head), CLOCK))
                .isInstanceOf(LedgerBrokenException.class)
                .hasMessageContaining("found 4 entries, none with the head " + head)
                .hasMessageContaining("the ledger was cut");
    }

    @Test
    void aLineThatACrashCutAnywhereIsRemovedAndTheNextTakesItsPlace() throws IOException {
        Path file = written();
        String whole = Files.readString(file);
        Ledger ledger = Ledger.open(file, Optional.empty(), CLOCK);
        append(ledger);
        String longer = Files.readString(file);
        for (int length = whole.length() + 1; length < longer.length(); length++) {
            Files.writeString(file, longer.substring(0, length));

            assertThat(LedgerReading.of(file).flaw())
                    .hasValueSatisfying(flaw -> assertThat(flaw.cutShort()).isTrue());
            Ledger.open(file, Optional.of(LedgerReading.of(file).head()), CLOCK);

            assertThat(file).hasContent(whole);
        }
        append(Ledger.open(file, Optional.empty(), CLOCK), round);
        assertThat(file).hasContent(longer);
    }

    @Test
    void aLineThatWasAcknowledgedAndThenCutIsNoCrash() throws IOException {
        Path file = written();
        String whole = Files.readString(file);
        String head = LedgerReading.of(file).head();
        Files.writeString(file, whole.substring(0, whole.length() - 1));

        assertThatThrownBy(() -> Ledger.open(file, Optional.of(head), CLOCK))
                .isInstanceOf(LedgerBrokenException.class)
                .hasMessageContaining("the ledger was cut");
        assertThat(Files.size(file)).as("left as it was found").isEqualTo(whole.length() - 1);
    }

    @Test
    void whatAFailedWriteLeftIsNoPartOfIt() throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        Ledger ledger = Ledger.open(file, Optional.empty(), CLOCK);
        append(ledger);
        Files.writeString(file, "{\"sequence\":2,\"time\":", StandardOpenOption.APPEND);

        append(ledger);

        LedgerReading read = LedgerReading.of(file);
        assertThat(read.flaw()).isEmpty();
        assertThat(read.entries()).extracting(LedgerEntry::sequence).containsExactly(1L, 2L);
    }

    @Test
    void workThatWasDoneAgainAfterACrashIsNoSecondGrant() throws IOException {
        Path file = written();
        String whole = Files.readString(file);

        LedgerEntry again = append(Ledger.open(file, Optional.empty(), CLOCK), LINES);

        assertThat(again.sequence()).isEqualTo(LINES);
        assertThat(file).hasContent(whole);
    }

    @Test
    void goesOnAfterARestart() throws IOException {
        Path file = written();
        String head = LedgerReading.of(file).head();

        Ledger ledger = Ledger.open(file, Optional.of(head), CLOCK);
        LedgerEntry next = append(ledger);

        assertThat(next.previous()).isEqualTo(head);
        assertThat(next.sequence()).isEqualTo(LINES + 1);
        assertThat(next.time()).isEqualTo(Instant.parse("2026-03-01T12:00:00.123Z"));
        assertThat(ledger.head()).isEqualTo(next.head());
        LedgerReading read = LedgerReading.of(file);
        assertThat(read.head()).isEqualTo(next.head());
        assertThat(read.since(head)).hasValue(1);
        assertThat(read.since(LedgerEntry.GENESIS)).hasValue(LINES + 1);
    }

    @Test
    void nothingHasLeftWhereThereIsNoLedger() throws IOException {
        LedgerReading read = LedgerReading.of(folder.resolve("ledger.jsonl"));

        assertThat(read.entries()).isEmpty();
        assertThat(read.head()).isEqualTo("0".repeat(64));
        assertThatThrownBy(() -> Ledger.open(folder.resolve("ledger.jsonl"), Optional.of("a".repeat(64)), CLOCK))
                .as("somebody removed it")
                .isInstanceOf(LedgerBrokenException.class);
    }

    @Test
    void aLinesHeadIsTheDigestOfTheLineWithoutIt() {
        // As the documentation tells hospitals to compute it without Lorkd.
        LedgerEntry entry = entryOf(1, LedgerEntry.GENESIS);
        String body = entry.line().replaceFirst(",\"head\":\"[0-9a-f]*\"}$", "}");

        assertThat(entry.line()).contains("\"head\":\"" + entry.head() + "\"}");
        assertThat(Sha256.hex(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(entry.head());
    }

    private Path written() throws IOException {
        Path file = folder.resolve("ledger.jsonl");
        Ledger ledger = Ledger.open(file, Optional.empty(), CLOCK);
        for (int i = 0; i < LINES; i++) {
            append(ledger);
        }
        return file;
    }

    private LedgerEntry append(Ledger ledger) throws IOException {
        return append(ledger, ++round);
    }

    private static LedgerEntry append(Ledger ledger, int round) throws IOException {
        return ledger.append(new RoundId("run-1", round, 1), "d".repeat(64), "e".repeat(64), 1234, "coordinator");
    }

    private static String entry(long sequence, String previous) {
        return entryOf(sequence, previous).line();
    }

    private static LedgerEntry entryOf(long sequence, String previous) {
        return new LedgerEntry(
                sequence, CLOCK.instant(), "run-1", 1, 1, "a".repeat(64), "e".repeat(64), 1, "coordinator", previous);
    }

    private static String previous(String line) {
        return line.replaceFirst(".*\"previous\":\"([0-9a-f]{64})\".*", "$1");
    }

    private static List<String> without(List<String> lines, int index) {
        List<String> others = new ArrayList<>(lines);
        others.remove(index);
        return others;
    }

    private static List<String> appended(List<String> lines, String line) {
        List<String> more = new ArrayList<>(lines);
        more.add(line);
        return more;
    }

    private static List<String> changed(List<String> lines, int index, UnaryOperator<String> change) {
        List<String> others = new ArrayList<>(lines);
        others.set(index, change.apply(lines.get(index)));
        return others;
    }

    private static List<String> swapped(List<String> lines, int first, int second) {
        return changed(changed(lines, first, line -> lines.get(second)), second, line -> lines.get(first));
    }
}
