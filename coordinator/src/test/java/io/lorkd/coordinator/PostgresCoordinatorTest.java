package io.lorkd.coordinator;

import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.JournalLostException;
import io.lorkd.coordinator.journal.PostgresSchema;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.plan.PlanReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A coordinator whose journal is in a real server. */
@EnabledIfEnvironmentVariable(
        named = PostgresSchema.URL,
        matches = "jdbc:postgresql:.+",
        disabledReason = "LORKD_POSTGRES_URL names no PostgreSQL server to try the journal on")
class PostgresCoordinatorTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path folder;

    private PostgresSchema schema;

    @BeforeEach
    void makeASchema() throws Exception {
        schema = PostgresSchema.create(folder);
    }

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
        schema.close();
    }

    @Test
    void goesOnWithItsRunAfterARestart() throws Exception {
        Coordinator first = get(Coordinator.start(vertx, settings("state")));
        get(first.orders().pause("maintenance", "ada"));
        get(first.orders().resume("ada"));
        get(first.close());

        Coordinator second = get(Coordinator.start(vertx, settings("state")));

        assertThat(second.run()).isEqualTo(first.run());
        get(second.close());
        assertThat(folder.resolve("state/journal.mv.db")).doesNotExist();
    }

    @Test
    void refusesAJournalThatAnotherCoordinatorHas() throws Exception {
        Coordinator first = get(Coordinator.start(vertx, settings("state")));

        assertThatThrownBy(() -> get(Coordinator.start(vertx, settings("another"))))
                .hasCauseInstanceOf(RunFailedException.class)
                .hasMessageContaining("is in use by another coordinator");
        get(first.close());
    }

    /** Lost at a commit, if a row is being written as the session ends, and to the other coordinator else. */
    @Test
    void endsAndLeavesTheRunOpenWhenItsJournalIsLost() throws Exception {
        Coordinator coordinator = get(Coordinator.start(vertx, settings("state")));
        schema.execute("update " + schema.name() + ".owner set instance = 'another'");
        schema.endSessions();

        assertThatThrownBy(() -> get(coordinator.orders().pause("why", "ada")))
                .hasCauseInstanceOf(JournalLostException.class);

        assertThatThrownBy(() -> get(coordinator.outcome()))
                .hasCauseInstanceOf(JournalLostException.class)
                .hasMessageContaining(schema.name());
        get(coordinator.close());
        try (Journal journal = Journal.open(schema.settings(), Clock.systemUTC())) {
            assertThat(journal.openRun()).isPresent();
        }
    }

    private CoordinatorSettings settings(String state) {
        return CoordinatorSettings.of(PlanReader.defaults(), folder.resolve(state))
                .withHttp(new HttpSettings("127.0.0.1", 0))
                .withJournal(schema.settings());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
