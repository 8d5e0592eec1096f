package io.lorkd.coordinator.journal;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.RunFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each test has a schema of its own in a real server. */
@EnabledIfEnvironmentVariable(
        named = "LORKD_POSTGRES_URL",
        matches = "jdbc:postgresql:.+",
        disabledReason = "LORKD_POSTGRES_URL names no PostgreSQL server to try the journal on")
class PostgresJournalTest extends JournalContract {
    private static final Patience SHORT = new Patience(Duration.ofMillis(20), 20, 500);

    private final String schema = "test_" + UUID.randomUUID().toString().replace('-', '_');

    @TempDir
    Path folder;

    private Connection admin;
    private PostgresSettings settings;

    @BeforeEach
    void makeASchema() throws SQLException, IOException {
        String url = System.getenv("LORKD_POSTGRES_URL");
        admin = DriverManager.getConnection(url);
        execute("create schema " + schema);
        URI uri = URI.create(url.substring("jdbc:".length()));
        Map<String, String> query = Arrays.stream(uri.getQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        Path password = Files.writeString(folder.resolve("password"), query.get("password") + "\n");
        String server = "jdbc:postgresql://" + uri.getAuthority() + uri.getPath() + "?currentSchema=" + schema;
        settings = new PostgresSettings(server, query.get("user"), Optional.of(password));
    }

    @AfterEach
    void dropTheSchema() throws SQLException {
        execute("drop schema " + schema + " cascade");
        admin.close();
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
                    .hasMessageContaining(schema);
        }
        try (Journal second = open()) {
            assertThat(second.openRun()).isPresent();
        }
    }

    @Test
    void goesOnInAnotherSessionWhenItsOwnBreaks() throws SQLException {
        try (Journal journal = Journal.open(new PostgresDatabase(settings), SHORT, CLOCK)) {
            journal.runOpened("run", "a study", "plan", digest(0));
            endSessions();

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
            endSessions();
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
            execute("alter schema " + schema + " rename to " + schema + "_gone");
            endSessions();

            assertThatThrownBy(() -> journal.runOpened("run", "a study", "plan", digest(0)))
                    .isInstanceOf(JournalLostException.class)
                    .hasMessageContaining("start the coordinator again")
                    .hasMessageNotContaining("another password");
        } finally {
            execute("alter schema " + schema + "_gone rename to " + schema);
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

    /** Ends the sessions that have this schema's lock, and waits until they are gone. */
    private void endSessions() throws SQLException {
        try (PreparedStatement end = admin.prepareStatement(
                "select pg_terminate_backend(pid, 10000) from pg_locks where locktype = 'advisory'"
                        + " and objid = ?::bigint::oid")) {
            end.setLong(1, schema.hashCode() & 0xffffffffL);
            end.executeQuery().close();
        }
    }

    private void endSessionsUnchecked() {
        try {
            endSessions();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }
}
