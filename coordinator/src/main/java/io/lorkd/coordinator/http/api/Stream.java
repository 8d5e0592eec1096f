package io.lorkd.coordinator.http.api;

import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.journal.EventQuery;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.view.Changes;
import io.lorkd.coordinator.view.LiveView;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells all readers what changes. It costs as much for many as for one, but for the writing; while nobody reads it costs
 * nothing. Confined to the dashboard's event loop.
 */
final class Stream {
    private static final Logger LOG = LoggerFactory.getLogger(Stream.class);

    /** Who missed more than these is told the newest of them, and finds the others by their ids. */
    private static final int MOST_MISSED = 500;

    private static final long LOOK_MILLIS = 1000;
    private static final int LOOKS_A_PULSE = 15;

    private final LiveView view;
    private final JournalThread journal;
    private final Context home;
    private final Duration patience;
    private final Set<Reader> readers = new LinkedHashSet<>();

    /** The last events that were told. What is older is in the journal by the time that somebody asks for it. */
    private final Deque<Told> told = new ArrayDeque<>();

    private Optional<Future<LiveView.Watch>> watch = Optional.empty();
    private long timer;
    private int looks;

    private record Told(long id, Buffer frame) {}

    /**
     * @param home the event loop that it is confined to
     * @param patience for how long somebody is waited for who reads nothing of what they are sent
     */
    Stream(LiveView view, JournalThread journal, Context home, Duration patience) {
        this.patience = patience;
        this.view = view;
        this.journal = journal;
        this.home = home;
    }

    int readers() {
        return readers.size();
    }

    void join(Reader reader) {
        readers.add(reader);
        if (watch.isEmpty()) {
            watch = Optional.of(view.watch(changes -> home.runOnContext(here -> tell(changes))));
            timer = home.owner().setPeriodic(LOOK_MILLIS, look -> look());
        }
        // What happens from here on is told; only then is it sure that nothing lies between that and the journal.
        watch.get().onSuccess(watching -> home.runOnContext(here -> bringUpToDate(reader)));
    }

    void leave(Reader reader) {
        if (readers.remove(reader) && readers.isEmpty()) {
            watch.ifPresent(begun -> begun.onSuccess(LiveView.Watch::end));
            watch = Optional.empty();
            home.owner().cancelTimer(timer);
            told.clear();
        }
    }

    // Who has not everything

    private void bringUpToDate(Reader reader) {
        missed(reader)
                .compose(events ->
                        view.everything().map(now -> new Changes(now.overview(), now.sites(), now.rounds(), events)))
                .onSuccess(everything -> home.runOnContext(here -> upToDate(reader, everything)))
                .onFailure(e -> home.runOnContext(here -> {
                    LOG.warn("A reader of the stream is dropped, since what they missed cannot be read", e);
                    drop(reader);
                }));
    }

    /** Oldest first. */
    private Future<List<EventRow>> missed(Reader reader) {
        if (!reader.wantsEventsOfBefore()) {
            return Future.succeededFuture(List.of());
        }
        EventQuery after = EventQuery.newest(MOST_MISSED).after(reader.lastEvent());
        return journal.ask(open -> open.events().find(after)).map(page -> {
            List<EventRow> oldestFirst = new ArrayList<>(page.events());
            Collections.reverse(oldestFirst);
            return oldestFirst;
        });
    }

    private void upToDate(Reader reader, Changes everything) {
        if (!readers.contains(reader)) {
            return;
        }
        boolean wantsEvents = reader.wantsEventsOfBefore();
        Buffer all = Buffer.buffer();
        for (EventRow event : everything.events()) {
            all.appendBuffer(Frames.of(event));
            reader.has(event.id());
        }
        for (Told event : told) {
            if (wantsEvents && reader.lacks(event.id())) {
                all.appendBuffer(event.frame());
            }
            reader.has(event.id());
        }
        all.appendBuffer(Frames.of(everything));
        reader.upToDate();
        reader.write(all);
    }

    // Who has

    private void tell(Changes changes) {
        Buffer state = Frames.of(changes);
        List<Told> events = changes.events().stream()
                .map(event -> new Told(event.id(), Frames.of(event)))
                .toList();
        told.addAll(events);
        while (told.size() > MOST_MISSED) {
            told.removeFirst();
        }
        List.copyOf(readers).stream().filter(Reader::isUpToDate).forEach(reader -> {
            if (reader.isBehind()) {
                reader.fallBehind(System.nanoTime(), () -> home.runOnContext(here -> bringUpToDate(reader)));
            } else {
                events.stream().filter(event -> reader.lacks(event.id())).forEach(event -> {
                    reader.write(event.frame());
                    reader.has(event.id());
                });
                reader.write(state);
            }
        });
    }

    // Who is there

    private void look() {
        looks++;
        boolean pulse = looks % LOOKS_A_PULSE == 0;
        for (Reader reader : List.copyOf(readers)) {
            if (reader.isStuck(System.nanoTime(), patience.toNanos())) {
                drop(reader);
            } else if (!reader.isSignedIn()) {
                leave(reader);
                reader.end();
            } else if (pulse && !reader.isBehind()) {
                reader.write(Frames.pulse());
            }
        }
    }

    private void drop(Reader reader) {
        leave(reader);
        reader.drop();
    }
}
