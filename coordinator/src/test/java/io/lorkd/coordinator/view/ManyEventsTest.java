package io.lorkd.coordinator.view;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.EventCodec;
import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.event.Severity;
import io.lorkd.coordinator.event.SiteEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.coordinator.journal.EventPage;
import io.lorkd.coordinator.journal.EventQuery;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.run.Plans;
import io.lorkd.coordinator.time.WallClock;
import io.lorkd.coordinator.work.BlockingWork;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.plan.PlanReader;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** A journal of a hundred thousand events: a run of 500 sites that has committed 200 rounds. */
class ManyEventsTest {
    private static final int SITES = 500;
    private static final int ROUNDS = 200;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> IDS =
            IntStream.range(0, SITES).mapToObj("hospital-%03d"::formatted).toList();

    @TempDir
    static Path folder;

    private static final Vertx VERTX = Vertx.vertx();
    private static JournalThread journal;

    @BeforeAll
    static void write() throws SQLException {
        try (Journal empty = Journal.open(folder, WallClock.ofMachine())) {
            empty.runOpened("run", "test", PlanReader.write(Plans.deltas()), "0".repeat(64));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("journal"));
                PreparedStatement insert = connection.prepareStatement(
                        "insert into events (run, happened_at, kind, sentence, severity, site, round, data)"
                                + " values ('run', ?, ?, ?, ?, ?, ?, ?)")) {
            connection.setAutoCommit(false);
            for (CoordinatorEvent event : events()) {
                EventRow row = EventRow.of(0, START, event);
                insert.setObject(1, OffsetDateTime.ofInstant(row.at(), ZoneOffset.UTC));
                insert.setString(2, row.kind());
                insert.setString(3, row.sentence());
                insert.setString(4, row.severity().word());
                insert.setString(5, row.site());
                insert.setObject(6, row.round(), Types.INTEGER);
                insert.setString(7, EventCodec.write(event));
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
        journal = new JournalThread(Journal.open(folder, WallClock.ofMachine()), new BlockingWork(VERTX, "journal"));
    }

    @AfterAll
    static void close() {
        Await.result(journal.close());
        Await.result(VERTX.close());
    }

    private static List<CoordinatorEvent> events() {
        List<CoordinatorEvent> events = new ArrayList<>();
        events.add(new RunEvent.RunOpened("run", SITES, "0".repeat(64)));
        IDS.forEach(site -> events.add(
                new SiteEvent.SiteJoined(site, List.of(new Region("brain", List.of("healthy", "ill"), 100)), "cpu")));
        for (int number = 1; number <= ROUNDS; number++) {
            RoundId round = new RoundId("run", number, 1);
            events.add(new RoundEvent.RoundOffered(round, 1000, Phase.DECOMPOSITION, IDS, 0.1));
            for (String site : IDS) {
                events.add(new WorkEvent.UpdateStaged(
                        site,
                        round,
                        1000,
                        100,
                        0,
                        Map.of("brain", 1.0 / number),
                        Map.of("accuracy/brain", 0.5),
                        new WorkEvent.UpdateStaged.Took(1, 2, 3)));
            }
            events.add(new WorkEvent.WorkFailed(IDS.get(number), round, "50% of its disk_is full"));
            events.add(new RoundEvent.RoundCommitted(
                    round, IDS, "%064x".formatted(number), Map.of("brain", 1.0 / number), number, number));
        }
        return events;
    }

    private static EventPage find(EventQuery query) {
        return Await.result(journal.ask(open -> open.events().find(query)));
    }

    @Test
    void findsWordsAndSeverities() {
        EventQuery warnings = EventQuery.newest(1000).atLeast(Severity.WARNING);

        assertThat(find(warnings).events())
                .hasSize(ROUNDS)
                .allMatch(event -> event.kind().equals("WorkFailed"));
        assertThat(find(warnings.with("HOSPITAL-042")).events())
                .extracting(EventRow::round)
                .containsExactly(42);
        assertThat(find(warnings.with("50% of its disk_is")).events()).hasSize(ROUNDS);
        assertThat(find(warnings.with("50_ of")).events())
                .as("what is looked for stands for itself")
                .isEmpty();
        assertThat(find(EventQuery.newest(10).with("no such words")).events()).isEmpty();
        assertThat(find(EventQuery.newest(3).with("hospital-007's update")).more())
                .isTrue();
    }

    @Test
    void givesEveryEventOnceByPages() {
        List<Long> ids = new ArrayList<>();
        EventQuery query = EventQuery.newest(1000).with("hospital-0").atLeast(Severity.INFO);
        EventPage page = find(query);
        ids.addAll(page.events().stream().map(EventRow::id).toList());
        while (page.more()) {
            page = find(query.before(ids.get(ids.size() - 1)));
            assertThat(page.events()).isNotEmpty();
            ids.addAll(page.events().stream().map(EventRow::id).toList());
        }

        assertThat(ids)
                .isSortedAccordingTo((one, other) -> Long.compare(other, one))
                .doesNotHaveDuplicates();
        // The first hundred sites, each once to join and once a round; and what names all sites, twice a round.
        assertThat(ids).hasSize(100 + 100 * ROUNDS + 2 * ROUNDS + 99);
    }

    @Test
    void isPutTogetherToWhatIsShown() {
        LiveView view = new LiveView(journal, WallClock.ofMachine());
        Await.result(VERTX.deployVerticle(view));

        List<RoundView> rounds = Await.result(view.rounds(0));
        assertThat(rounds).hasSize(ROUNDS);
        assertThat(rounds).filteredOn(round -> !round.lanes().isEmpty()).hasSize(30);
        assertThat(rounds.get(0).metrics()).as("of rounds long past, too").isNotEmpty();
        assertThat(Await.result(view.sites()))
                .hasSize(SITES)
                .allMatch(site -> site.lastUpdate().round() == ROUNDS);
        assertThat(Await.result(view.overview()).committed()).isEqualTo(ROUNDS);
    }
}
