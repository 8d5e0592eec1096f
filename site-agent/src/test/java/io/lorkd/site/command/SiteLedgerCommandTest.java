package io.lorkd.site.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.site.CommandFailures;
import io.lorkd.site.egress.LedgerEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class SiteLedgerCommandTest {
    @TempDir
    private Path state;

    private final List<String> heads = new ArrayList<>();
    private StringWriter out;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(state.resolve("instance"), "instance-1");
        List<String> lines = new ArrayList<>();
        String head = LedgerEntry.GENESIS;
        for (int i = 1; i <= 3; i++) {
            LedgerEntry entry = new LedgerEntry(
                    i,
                    Instant.parse("2026-03-01T12:00:00Z"),
                    "thorax",
                    i,
                    1,
                    "d".repeat(64),
                    "e".repeat(64),
                    1234,
                    "coordinator",
                    head);
            head = entry.head();
            heads.add(head);
            lines.add(entry.line());
        }
        Files.write(state.resolve("ledger.jsonl"), lines);
    }

    @Test
    void saysThatTheLedgerIsWhole() {
        assertThat(verify()).isNull();
        assertThat(out.toString()).contains("entries: 3", "head:    " + heads.get(2));
    }

    @Test
    void comparesWithAHeadFromElsewhere() {
        assertThat(verify("--against", heads.get(2))).isNull();
        assertThat(out.toString()).contains("against: the same head");
        assertThat(verify("--against", heads.get(0))).isNull();
        assertThat(out.toString()).contains("against: 2 more since");
        assertThat(verify("--against", LedgerEntry.GENESIS)).isNull();
        assertThat(out.toString()).contains("against: 3 more since");
    }

    @Test
    void failsWhereTheLedgerWasCut() throws IOException {
        Path file = state.resolve("ledger.jsonl");
        Files.write(file, Files.readAllLines(file).subList(0, 2));

        assertThat(verify()).as("nothing shows it").isNull();
        assertThat(verify("--against", heads.get(2)))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("none with the head " + heads.get(2))
                .hasMessageContaining("the ledger was cut, or written anew");
        Files.delete(file);
        assertThat(verify("--against", heads.get(2))).isInstanceOf(RunFailedException.class);
    }

    @Test
    void failsAtTheLineThatWasChanged() throws IOException {
        Path file = state.resolve("ledger.jsonl");
        Files.writeString(file, Files.readString(file).replaceFirst("1234", "1235"));

        assertThat(verify())
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("ledger.jsonl, line 1: found")
                .hasMessageContaining("expected an entry as it was written");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void refusesAHeadOrAFolderThatIsNone() {
        assertThat(verify("--against", "abc"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("--against: found 'abc'");
        assertThat(run("ledger", "verify", "--state", state.resolve("none").toString()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("no site's state folder");
    }

    @Test
    void showsWhatHasLeft() throws IOException {
        assertThat(run("ledger", "show", "--state", state.toString())).isNull();
        assertThat(out.toString().lines()).hasSize(4).last().asString().contains("thorax", "1234", "coordinator");

        assertThat(run("ledger", "show", "--state", state.toString(), "--format", "json"))
                .isNull();
        JsonNode shown = new ObjectMapper().readTree(out.toString());
        assertThat(shown).hasSize(3);
        assertThat(shown.get(2).path("head").asText()).isEqualTo(heads.get(2));
    }

    private Exception verify(String... more) {
        List<String> arguments = new ArrayList<>(List.of("ledger", "verify", "--state", state.toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private Exception run(String... arguments) {
        out = new StringWriter();
        return CommandFailures.of(new SiteCommand(), out, arguments);
    }
}
