package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.event.Severity;

import java.util.OptionalLong;
import java.util.Set;

/**
 * Which events are asked for: the newest of those that meet all conditions.
 *
 * @param before only events with smaller ids
 * @param after only events with greater ids
 * @param least only events that need at least that much attention
 * @param kinds only events of those kinds; of any where it is empty
 * @param text only events whose sentence or site has this in it, in small or capital letters; may be empty
 * @param limit at most so many
 */
public record EventQuery(
        OptionalLong before, OptionalLong after, Severity least, Set<String> kinds, String text, int limit) {
    public EventQuery {
        kinds = Set.copyOf(kinds);
    }

    public static EventQuery newest(int limit) {
        return new EventQuery(OptionalLong.empty(), OptionalLong.empty(), Severity.INFO, Set.of(), "", limit);
    }

    public EventQuery before(long id) {
        return new EventQuery(OptionalLong.of(id), after, least, kinds, text, limit);
    }

    public EventQuery after(long id) {
        return new EventQuery(before, OptionalLong.of(id), least, kinds, text, limit);
    }

    public EventQuery atLeast(Severity severity) {
        return new EventQuery(before, after, severity, kinds, text, limit);
    }

    public EventQuery ofKinds(Set<String> names) {
        return new EventQuery(before, after, least, names, text, limit);
    }

    public EventQuery with(String words) {
        return new EventQuery(before, after, least, kinds, words, limit);
    }
}
