package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.account.Account;
import io.lorkd.coordinator.account.Role;
import io.lorkd.coordinator.event.AccountEvent.AccountAdded;
import io.lorkd.coordinator.event.AccountEvent.AccountRemoved;
import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.event.OrderGiven;
import io.lorkd.coordinator.journal.OpenRun.Pause;
import io.lorkd.coordinator.order.Order;
import io.lorkd.protocol.message.Measurement;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.Scores.Overlap;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Measured;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds of a journal wherever it is kept. */
abstract class JournalContract {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    /** Opens the test's journal, another time after it was closed. */
    abstract Journal open();

    @Test
    void knowsTheRunThatAnEarlierCoordinatorLeftOpen() {
        try (Journal journal = open()) {
            journal.runOpened("finished", "a study", "plan", digest(0));
            journal.runEnded("finished", RunRowState.FINISHED, "");
            assertThat(journal.openRun()).isEmpty();
            journal.runOpened("left", "a study", "plan", digest(0));
        }
        try (Journal journal = open()) {
            OpenRun left = journal.openRun().orElseThrow();

            assertThat(left.id()).isEqualTo("left");
            assertThat(left.backbone()).isEqualTo(digest(0));
            assertThat(left.committed()).isEmpty();
            assertThat(left.open()).isEmpty();
            assertThat(left.paused()).isEmpty();
        }
    }

    @Test
    void readsBackAllThatARunHasComeTo() {
        Enrol site = new Enrol("a", "instance", List.of(new Region("brain", List.of("healthy", "ill"), 10)), "cpu");
        Measured measured =
                new Measured("a", "run", Measurement.BEFORE_WARMUP, Map.of("brain", new RegionLoss(1.5, 7)));
        SiteReport report = new SiteReport(
                "a",
                "run",
                List.of(
                        new RegionResult(
                                "brain", 10, 5, 8, new Scores.Classification(0.5, 0.25, OptionalDouble.empty())),
                        new RegionResult(
                                "hippocampus",
                                10,
                                5,
                                8,
                                new Scores.Segmentation(
                                        0.875,
                                        Double.NaN,
                                        Map.of("front", new Overlap(0.75, Double.NaN), "back", new Overlap(1, 0)))),
                        new RegionResult(
                                "skin",
                                10,
                                0,
                                8,
                                new Scores.Classification(Double.NaN, 0.25, OptionalDouble.of(Double.NaN)))));
        RoundId first = new RoundId("run", 1, 1);
        RoundRow second =
                new RoundRow(new RoundId("run", 2, 1), Phase.DECOMPOSITION, 0.05, digest(1), Optional.of(digest(2)));
        try (Journal journal = open()) {
            journal.runOpened("run", "a study", "plan", digest(0));
            journal.siteEnrolled("run", site);
            journal.results().measured(measured);
            journal.results().ranked("run", Map.of("brain", 8), Map.of());
            journal.rounds().offered(new RoundRow(first, Phase.WARMUP, 0.1, digest(0), Optional.empty()), List.of("a"));
            journal.rounds().staged(contribution(first, digest(9)));
            journal.rounds().committing(first, List.of(contribution(first, digest(9))));
            journal.rounds().committed(first, digest(1), Optional.of(digest(2)));
            journal.rounds().offered(second, List.of("a"));
            journal.rounds().staged(contribution(second.round(), digest(10)));
            journal.results().reported(report);
            journal.transferred("run", new OpenRun.WireBytes(3, 2, 1));
            journal.runPaused("run", "nobody came");
        }
        try (Journal journal = open()) {
            OpenRun run = journal.openRun().orElseThrow();

            assertThat(run.sites()).containsExactly(site);
            assertThat(run.measured(Measurement.BEFORE_WARMUP)).isEqualTo(Map.of("a", measured.losses()));
            assertThat(run.measured(Measurement.AFTER_WARMUP)).isEmpty();
            assertThat(run.ranks()).isEqualTo(Map.of("brain", 8));
            assertThat(run.committedRounds()).isEqualTo(1);
            assertThat(run.backbone()).isEqualTo(digest(1));
            assertThat(run.optimiserState()).contains(digest(2));
            assertThat(run.lastCounted().get("a").row().round()).isEqualTo(first);
            RoundRecord open = run.open().orElseThrow();
            assertThat(open.row()).isEqualTo(second);
            assertThat(open.state()).isEqualTo(RoundRowState.OFFERED);
            assertThat(open.chosen()).containsExactly("a");
            assertThat(open.staged()).containsExactly(contribution(second.round(), digest(10)));
            assertThat(open.counted()).isEmpty();
            assertThat(run.reports()).containsExactly(report);
            assertThat(run.bytes()).isEqualTo(new OpenRun.WireBytes(3, 2, 1));
            assertThat(run.paused()).contains(new Pause("nobody came", Optional.empty()));

            journal.orders().resumed("run", order(Order.RESUME, ""));
            journal.rounds().abandoned(second.round(), "too few");
            OpenRun resumed = journal.openRun().orElseThrow();
            assertThat(resumed.paused()).isEmpty();
            assertThat(resumed.open().orElseThrow().state()).isEqualTo(RoundRowState.ABANDONED);
            assertThat(resumed.open().orElseThrow().reason()).isEqualTo("too few");
        }
    }

    @Test
    void knowsTheDigestsOfRecentRoundsOnly() {
        try (Journal journal = open()) {
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
        try (Journal journal = open()) {
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
    void knowsTheLastHeadOfEachSitesLedger() {
        try (Journal journal = open()) {
            assertThat(journal.rounds().ledgerHeads()).isEmpty();
            journal.runOpened("run", "a study", "plan", digest(0));
            enrol(journal, 10);
            for (int round = 1; round <= 2; round++) {
                RoundId id = new RoundId("run", round, 1);
                journal.rounds()
                        .offered(new RoundRow(id, Phase.DECOMPOSITION, 0.1, digest(0), Optional.empty()), List.of("a"));
                journal.rounds()
                        .staged(new Contribution(id, id, "a", digest(round), 100, 10, Map.of(), digest(70 + round)));
            }

            assertThat(journal.rounds().ledgerHeads()).containsExactly(Map.entry("a", digest(72)));
        }
    }

    @Test
    void takesTextThatNoDatabaseHas() {
        try (Journal journal = open()) {
            journal.runOpened("run", "a study", "plan", digest(0));

            journal.runPaused("run", "a zero \0, half a pair \ud83d, a pair \ud83d\ude00");

            assertThat(journal.openRun().orElseThrow().paused())
                    .contains(new Pause("a zero \ufffd, half a pair \ufffd, a pair \ud83d\ude00", Optional.empty()));
        }
    }

    @Test
    void keepsWhoOrderedTheRunToPause() {
        try (Journal journal = open()) {
            journal.runOpened("run", "a study", "plan", digest(0));

            journal.orders().paused("run", order(Order.PAUSE, "the scanner is moved"));
        }
        try (Journal journal = open()) {
            assertThat(journal.openRun().orElseThrow().paused())
                    .contains(new Pause("the scanner is moved", Optional.of("ada")));
        }
    }

    @Test
    void keepsWhatHappensToAccountsBeforeThereIsARun() {
        Account anna = new Account("anna", Role.OPERATOR, "hash of anna");
        try (Journal journal = open()) {
            EventRow added = journal.accounts().put(anna, new AccountAdded("local", "anna", Role.OPERATOR));
            EventRow removed = journal.accounts().remove("anna", new AccountRemoved("local", "anna", Role.OPERATOR));
            EventPage audit = journal.events().find(EventQuery.newest(10).ofKinds(EventRow.AUDITED));

            assertThat(audit.events()).containsExactly(removed, added);
            assertThat(journal.accounts().all()).isEmpty();
            assertThat(journal.events().since(added.id(), 10)).containsExactly(removed);
        }
    }

    static OrderGiven order(Order order, String detail) {
        return new OrderGiven("ada", order, Optional.empty(), detail);
    }

    static void enrol(Journal journal, long samples) {
        Region region = new Region("brain", List.of("healthy", "ill"), samples);
        journal.siteEnrolled("run", new Enrol("a", "instance", List.of(region), "cpu"));
    }

    /** A committed round with one contribution. */
    static void round(Journal journal, int number, String backbone, String next) {
        RoundId id = new RoundId("run", number, 1);
        journal.rounds().offered(new RoundRow(id, Phase.DECOMPOSITION, 0.1, backbone, Optional.empty()), List.of("a"));
        journal.rounds().staged(contribution(id, digest(98)));
        journal.rounds().staged(contribution(id, digest(99)));
        journal.rounds().committing(id, List.of(contribution(id, digest(99))));
        journal.rounds().committed(id, next, Optional.empty());
    }

    static Contribution contribution(RoundId round, String digest) {
        return new Contribution(round, round, "a", digest, 100, 10, Map.of("brain", Double.NaN), "0".repeat(64));
    }

    static String digest(int number) {
        return "%064x".formatted(number);
    }
}
