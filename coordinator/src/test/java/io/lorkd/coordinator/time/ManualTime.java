package io.lorkd.coordinator.time;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A clock that a test moves. Actions run on the context that asked for them, as they do in real time. */
public final class ManualTime implements Time {
    private final List<Due> waiting = new ArrayList<>();
    private Duration now = Duration.ZERO;

    private record Due(Duration at, Context context, Runnable action) {}

    @Override
    public synchronized Duration now() {
        return now;
    }

    @Override
    public synchronized Timer after(Duration delay, Runnable action) {
        Due due = new Due(now.plus(delay), Vertx.currentContext(), action);
        waiting.add(due);
        return () -> cancel(due);
    }

    private synchronized void cancel(Due due) {
        waiting.remove(due);
    }

    /** Moves the clock; what is due by then begins to run. */
    public synchronized void advance(Duration by) {
        now = now.plus(by);
        List<Due> due = waiting.stream()
                .filter(next -> next.at().compareTo(now) <= 0)
                .sorted(Comparator.comparing(Due::at))
                .toList();
        waiting.removeAll(due);
        due.forEach(next -> next.context().runOnContext(ignored -> next.action().run()));
    }
}
