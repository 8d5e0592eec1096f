package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.work.BlockingWork;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.function.Consumer;
import java.util.function.Function;

import static java.util.Objects.requireNonNull;

/**
 * The journal on a thread of its own: rows are written in the order in which they are asked for. Where one is not on disk, its
 * future fails, and nobody is to be told of it. When the journal is lost, all fail from there on, and so does {@link #lost}:
 * the coordinator is to end.
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
        return thread.call(() -> question.apply(journal)).onFailure(cause -> {
            if (cause instanceof JournalLostException) {
                lost.tryFail(cause);
            }
        });
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
