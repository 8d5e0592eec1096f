package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.work.BlockingWork;
import io.vertx.core.Future;

import java.util.function.Consumer;
import java.util.function.Function;

import static java.util.Objects.requireNonNull;

/** The journal on a thread of its own: rows are written in the order in which they are asked for. */
public final class JournalThread {
    private final Journal journal;
    private final BlockingWork thread;

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
        return thread.call(() -> question.apply(journal));
    }

    /** Writes what was asked for, and closes the journal. */
    public Future<Void> close() {
        return write(Journal::close).eventually(thread::close);
    }
}
