package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.event.EventRow;
import io.vertx.core.Future;

import java.util.function.Function;

/**
 * Writes what is no run's, and has its event told among those of runs: whoever hears of events hears them by rising ids, and may
 * take the last one for what they have.
 */
@FunctionalInterface
public interface JournalWriter {

    /**
     * Succeeds when it is on disk.
     *
     * @param rows writes, and gives the row of the event that says so
     */
    Future<Void> write(Function<Journal, EventRow> rows);
}
