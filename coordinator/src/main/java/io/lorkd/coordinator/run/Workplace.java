package io.lorkd.coordinator.run;

import io.lorkd.coordinator.disk.StateFolder;
import io.lorkd.coordinator.event.CoordinatorEvents;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.time.Time;
import io.lorkd.coordinator.work.BlockingWork;

import static java.util.Objects.requireNonNull;

/**
 * What the runs of a process have in common.
 *
 * @param liveness how often sites are heard of
 * @param events hears what happens
 * @param folder where tensor files lie
 * @param files the thread that reads and writes them
 */
public record Workplace(
        Time time,
        Liveness liveness,
        CoordinatorEvents events,
        StateFolder folder,
        BlockingWork files,
        JournalThread journal) {
    public Workplace {
        requireNonNull(time, "time");
        requireNonNull(liveness, "liveness");
        requireNonNull(events, "events");
        requireNonNull(folder, "folder");
        requireNonNull(files, "files");
        requireNonNull(journal, "journal");
    }
}
