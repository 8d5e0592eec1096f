package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.work.BlockingWork;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.function.Consumer;
import java.util.function.Function;

import static java.util.Objects.requireNonNull;

/**
 * The journal on a thread of its own: rows are written in the order in which they are asked for. When the journal is lost,
 * what was asked for never comes: nobody is told of what may not be on disk, and the coordinator ends by {@link #lost}.
 */
public final class JournalThread {
    private final Journal journal;
    private final BlockingWork thread;
    private final Promise<Void> lost = Promise.promise();

    public JournalThread(Journal journal, BlockingWork thread) {
        this.journal = requireNonNull(journal, "journal");
        this.thread = requireNonNull(thread, "thread");
    }

    /** Succeeds when what is written is on disk. */
    public Future<Void> write(Consumer<Journal> rows) {
        return ask(open -> {
            rows.accept(open);
            return null;
        });
    }

    public <T> Future<T> ask(Function<Journal, T> question) {
        return lost.future().isComplete()
                ? never()
                : thread.call(() -> question.apply(journal)).recover(this::failed);
    }

    private <T> Future<T> failed(Throwable cause) {
        if (cause instanceof JournalLostException) {
            lost.tryFail(cause);
            return never();
        }
        return Future.failedFuture(cause);
    }

    private static <T> Future<T> never() {
        return Promise.<T>promise().future();
    }

    /** Fails with a {@link JournalLostException} when the journal is lost; does not complete otherwise. */
    public Future<Void> lost() {
        return lost.future();
    }

    /** Writes what was asked for, and closes the journal. */
    public Future<Void> close() {
        return thread.<Void>call(() -> {
                    journal.close();
                    return null;
                })
                .eventually(thread::close);
    }
}
