package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.event.CoordinatorEvent;
import org.jdbi.v3.core.Handle;

import java.time.Clock;

/** Writes down what happened, as part of a transaction. */
final class EventRows {
    private final Clock clock;

    EventRows(Clock clock) {
        this.clock = clock;
    }

    void insert(Handle handle, String run, CoordinatorEvent event) {
        handle.createUpdate(
                        "insert into events (run, happened_at, kind, sentence) values (:run, :at, :kind, :sentence)")
                .bind("run", run)
                .bind("at", clock.instant())
                .bind("kind", event.getClass().getSimpleName())
                .bind("sentence", event.sentence())
                .execute();
    }
}
