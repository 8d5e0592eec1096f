package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.work.BlockingWork;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JournalThreadTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path folder;

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    @Test
    void writesNothingMoreWhenTheJournalIsLost() throws Exception {
        EmbeddedJournalTest.Remembering database = new EmbeddedJournalTest.Remembering(new EmbeddedDatabase(folder));
        JournalThread thread = thread(Journal.open(database, Patience.standard(), JournalContract.CLOCK));
        get(thread.write(journal -> journal.runOpened("run", "a study", "plan", JournalContract.digest(0))));
        breakSession(database);

        Future<Void> first = thread.write(journal -> journal.runEnded("run", RunRowState.FINISHED, ""));

        assertThatThrownBy(() -> get(first)).hasCauseInstanceOf(JournalLostException.class);
        assertThatThrownBy(() -> get(thread.lost()))
                .hasCauseInstanceOf(JournalLostException.class)
                .hasMessageContaining("start the coordinator again");
        assertThatThrownBy(() -> get(thread.write(journal -> journal.runEnded("run", RunRowState.FINISHED, ""))))
                .hasCauseInstanceOf(JournalLostException.class);
        get(thread.close());
        try (Journal journal = Journal.open(folder, JournalContract.CLOCK)) {
            assertThat(journal.openRun()).isPresent();
        }
    }

    @Test
    void passesOnWhatElseGoesWrong() throws Exception {
        JournalThread thread = thread(Journal.open(folder, JournalContract.CLOCK));

        Future<Void> wrong = thread.write(journal -> {
            throw new IllegalStateException("a fault of ours");
        });

        assertThatThrownBy(() -> get(wrong)).hasMessageContaining("a fault of ours");
        assertThat(get(thread.ask(Journal::openRun))).isEmpty();
        assertThat(thread.lost().isComplete()).isFalse();
        get(thread.close());
    }

    private JournalThread thread(Journal journal) {
        return new JournalThread(journal, new BlockingWork(vertx, "journal"));
    }

    private static void breakSession(EmbeddedJournalTest.Remembering database) throws SQLException {
        database.sessions().get(0).close();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
