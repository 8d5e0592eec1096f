package io.lorkd.coordinator.journal;

import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EmbeddedJournalTest extends JournalContract {
    @TempDir
    Path folder;

    @Override
    Journal open() {
        return Journal.open(folder, CLOCK);
    }

    @Test
    void saysWhatToDoWithAJournalThatCannotBeRead() throws Exception {
        Files.writeString(folder.resolve("journal.mv.db"), "this is no database");

        assertThatThrownBy(this::open)
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("name another state folder");
    }

    /** Its reports had a classification's scores for all that there was. */
    @Test
    void opensAJournalFromBeforeSegmentation() throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + folder.resolve("journal"));
        try (Connection session = source.getConnection();
                Statement statement = session.createStatement()) {
            Migrations.run(Flyway.configure().dataSource(source).target("5"));
            statement.execute("insert into runs (id, name, plan, state, reason, initial_backbone, opened_at)"
                    + " values ('run', 'a study', 'plan', 'OPEN', '', '" + digest(0) + "', current_timestamp)");
            statement.execute("insert into sites (run, site, instance, device, joined_at)"
                    + " values ('run', 'a', 'instance', 'cpu', current_timestamp)");
            statement.execute(
                    "insert into reports (run, site, region, samples, tested, expert_rank, accuracy, macro_f1)"
                            + " values ('run', 'a', 'brain', 10, 5, 8, 0.5, 0.25)");
        }

        try (Journal journal = open()) {
            assertThat(journal.openRun().orElseThrow().reports())
                    .containsExactly(new SiteReport(
                            "a",
                            "run",
                            List.of(new RegionResult(
                                    "brain", 10, 5, 8, new Scores.Classification(0.5, 0.25, OptionalDouble.empty())))));
        }
    }

    @Test
    void isLostWhenItsDatabaseBreaks() throws SQLException {
        Remembering database = new Remembering(new EmbeddedDatabase(folder));
        try (Journal journal = Journal.open(database, Patience.standard(), CLOCK)) {
            database.sessions.get(0).close();

            assertThatThrownBy(() -> journal.runOpened("run", "a study", "plan", digest(0)))
                    .isInstanceOf(JournalLostException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("start the coordinator again");
        }
        try (Journal journal = open()) {
            assertThat(journal.openRun()).isEmpty();
        }
    }

    /** A row that the database refuses is a fault of ours, and no reason to wait. */
    @Test
    void passesOnWhatTheDatabaseRefuses() {
        try (Journal journal = open()) {
            journal.runOpened("run", "a study", "plan", digest(0));

            assertThatThrownBy(() -> journal.runOpened("run", "a study", "plan", digest(0)))
                    .isNotInstanceOf(JournalLostException.class);
            journal.runEnded("run", RunRowState.FINISHED, "");
            assertThat(journal.openRun()).isEmpty();
        }
    }

    /** Keeps the sessions that it gave, for a test to break. */
    record Remembering(Database database, List<Connection> sessions) implements Database {
        Remembering(Database database) {
            this(database, new ArrayList<>());
        }

        @Override
        public Connection connect() throws SQLException {
            Connection session = database.connect();
            sessions.add(session);
            return session;
        }

        @Override
        public void force(Connection session) throws SQLException {
            database.force(session);
        }

        @Override
        public boolean outlivesItsSessions() {
            return database.outlivesItsSessions();
        }

        @Override
        public String words() {
            return database.words();
        }
    }
}
