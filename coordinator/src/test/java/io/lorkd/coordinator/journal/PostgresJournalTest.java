package io.lorkd.coordinator.journal;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.RunFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each test has a schema of its own in a real server. */
@EnabledIfEnvironmentVariable(
        named = PostgresSchema.URL,
        matches = "jdbc:postgresql:.+",
        disabledReason = "LORKD_POSTGRES_URL names no PostgreSQL server to try the journal on")
class PostgresJournalTest extends JournalContract {
    private static final Patience SHORT = new Patience(Duration.ofMillis(20), 20, 500);

    @TempDir
    Path folder;

    private PostgresSchema schema;
    private PostgresSettings settings;

    @BeforeEach
    void makeASchema() throws SQLException, IOException {
        schema = PostgresSchema.create(folder);
        settings = schema.settings();
    }

    @AfterEach
    void dropTheSchema() throws SQLException {
        schema.close();
    }

    @Override
    Journal open() {
        return Journal.open(new PostgresDatabase(settings), SHORT, CLOCK);
    }

    @Test
    void letsOneCoordinatorInAtATime() {
        try (Journal first = open()) {
            first.runOpened("run", "a study", "plan", digest(0));

            assertThatThrownBy(this::open)
                    .isInstanceOf(RunFailedException.class)
                    .hasMessageContaining("is in use by another coordinator")
                    .hasMessageContaining(schema.name());
        }
        try (Journal second = open()) {
            assertThat(second.openRun()).isPresent();
        }
    }

    @Test
    void goesOnInAnotherSessionWhenItsOwnBreaks() throws SQLException {
        try (Journal journal = Journal.open(new PostgresDatabase(settings), SHORT, CLOCK)) {
            journal.runOpened("run", "a study", "plan", digest(0));
            schema.endSessions();

            journal.runEnded("run", RunRowState.FINISHED, "");

            assertThat(journal.openRun()).isEmpty();
            assertThatThrownBy(this::open).hasMessageContaining("is in use by another coordinator");
        }
    }

    @Test
    void writesOnceWhatItBeganBeforeItsSessionBroke() throws SQLException {
        EmbeddedJournalTest.Remembering database = new EmbeddedJournalTest.Remembering(new PostgresDatabase(settings));
        try (Transactions transactions = Transactions.open(database, SHORT)) {
            transactions.useTransaction(handle -> {
                handle.execute("insert into runs (id, name, plan, state, reason, initial_backbone, opened_at)"
                        + " values ('once', '', '', 'OPEN', '', '" + digest(0) + "', now())");
                if (database.sessions().size() == 1) {
                    endSessionsUnchecked();
                    handle.execute("select 1");
                }
            });

            assertThat(transactions.<Integer>inTransaction(handle -> handle.createQuery("select count(*) from runs")
                            .mapTo(Integer.class)
                            .one()))
                    .isEqualTo(1);
        }
    }

    @Test
    void isLostWhenItsSessionBreaksAtTheCommit() {
        try (Journal journal = open()) {
            journal.runOpened("run", "a study", "plan", digest(0));
        }
        try (Transactions transactions = Transactions.open(new PostgresDatabase(settings), SHORT)) {
            assertThatThrownBy(() -> transactions.useTransaction(handle -> {
                        handle.execute("update runs set state = 'FINISHED'");
                        endSessionsUnchecked();
                    }))
                    .isInstanceOf(JournalLostException.class)
                    .hasMessageContaining("not known");
        }
    }

    @Test
    void isLostWhenAnotherCoordinatorHadItMeanwhile() throws SQLException {
        try (Journal first = Journal.open(new PostgresDatabase(settings), SHORT, CLOCK)) {
            schema.endSessions();
            open().close();

            assertThatThrownBy(() -> first.runOpened("run", "a study", "plan", digest(0)))
                    .isInstanceOf(JournalLostException.class)
                    .hasMessageContaining("taken over by another coordinator");
        }
    }

    @Test
    void isLostWhenTheServerDoesNotComeBack() throws SQLException, IOException {
        try (Journal journal =
                Journal.open(new PostgresDatabase(settings), new Patience(Duration.ofMillis(1), 1, 2), CLOCK)) {
            Files.writeString(settings.passwordFile().orElseThrow(), "another password");
            schema.execute("alter schema " + schema.name() + " rename to " + schema.name() + "_gone");
            schema.endSessions();

            assertThatThrownBy(() -> journal.runOpened("run", "a study", "plan", digest(0)))
                    .isInstanceOf(JournalLostException.class)
                    .hasMessageContaining("start the coordinator again")
                    .hasMessageNotContaining("another password");
        } finally {
            schema.execute("alter schema " + schema.name() + "_gone rename to " + schema.name());
        }
    }

    @Test
    void neverTakesAPasswordInTheUrl() {
        assertThatThrownBy(() ->
                        new PostgresSettings("jdbc:postgresql://host/db?password=secret", "user", Optional.empty()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("passwordFile")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new PostgresSettings("jdbc:mysql://host/db", "user", Optional.empty()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("jdbc:postgresql:");
    }

    @Test
    void saysWhichPasswordFileCannotBeRead() {
        PostgresSettings missing =
                new PostgresSettings(settings.url(), settings.user(), Optional.of(folder.resolve("none")));

        assertThatThrownBy(() -> Journal.open(missing, CLOCK))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("none");
    }

    private void endSessionsUnchecked() {
        try {
            schema.endSessions();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
