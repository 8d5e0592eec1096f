package io.lorkd.coordinator.journal;

import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JournalTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void closesTheRunThatAnEarlierCoordinatorLeftOpen() {
        try (Journal journal = Journal.open(folder, CLOCK)) {
            journal.runOpened("finished", "a study", "plan", digest(0));
            journal.runEnded("finished", RunRowState.FINISHED, "");
            journal.runOpened("left", "a study", "plan", digest(0));
        }
        try (Journal journal = Journal.open(folder, CLOCK)) {
            assertThat(journal.closeOpenRuns("gone")).containsExactly("left");
            assertThat(journal.closeOpenRuns("gone")).isEmpty();
        }
    }

    @Test
    void knowsTheDigestsOfRecentRoundsOnly() {
        try (Journal journal = Journal.open(folder, CLOCK)) {
            journal.runOpened("run", "a study", "plan", digest(0));
            enrol(journal, 10);
            round(journal, 1, digest(0), digest(1));
            round(journal, 2, digest(2), digest(3));
            round(journal, 3, digest(4), digest(5));

            assertThat(journal.rounds().digestsSince("run", 2))
                    .containsExactlyInAnyOrder(digest(2), digest(3), digest(4), digest(5), digest(99));
        }
    }

    @Test
    void takesASitesRowsInPlaceOfItsEarlierOnes() {
        try (Journal journal = Journal.open(folder, CLOCK)) {
            journal.runOpened("run", "a study", "plan", digest(0));
            enrol(journal, 10);
            enrol(journal, 20);
            round(journal, 1, digest(0), digest(1));
            Contribution again = contribution(new RoundId("run", 1, 1), digest(7));
            journal.rounds().staged(again);
            journal.rounds().staged(again);

            assertThat(journal.rounds().digestsSince("run", 1))
                    .containsExactlyInAnyOrder(digest(0), digest(1), digest(7));
        }
    }

    @Test
    void saysWhatToDoWithAJournalThatCannotBeRead() throws Exception {
        Files.writeString(folder.resolve("journal.mv.db"), "this is no database");

        assertThatThrownBy(() -> Journal.open(folder, CLOCK))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("name another state folder");
    }

    private static void enrol(Journal journal, long samples) {
        Region region = new Region("brain", List.of("healthy", "ill"), samples);
        journal.siteEnrolled("run", new Enrol("a", "instance", List.of(region), "cpu"));
    }

    /** A committed round with one contribution. */
    private static void round(Journal journal, int number, String backbone, String next) {
        RoundId id = new RoundId("run", number, 1);
        journal.rounds().offered(new RoundRow(id, Phase.DECOMPOSITION, 0.1, backbone, Optional.empty()));
        journal.rounds().staged(contribution(id, digest(98)));
        journal.rounds().staged(contribution(id, digest(99)));
        journal.rounds().committing(id, List.of("a"));
        journal.rounds().committed(id, next, Optional.empty());
    }

    private static Contribution contribution(RoundId round, String digest) {
        return new Contribution(round, round, "a", digest, 100, 10, Map.of("brain", Double.NaN));
    }

    private static String digest(int number) {
        return "%064x".formatted(number);
    }
}
