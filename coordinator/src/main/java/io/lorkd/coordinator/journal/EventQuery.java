package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.event.Severity;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which events are asked for: the newest of those that meet all conditions.
 *
 * @param before only events with smaller ids
 * @param after only events with greater ids
 * @param least only events that need at least that much attention
 * @param kind only events of that kind
 * @param text only events whose sentence or site has this in it, in small or capital letters; may be empty
 * @param limit at most so many
 */
public record EventQuery(
        OptionalLong before, OptionalLong after, Severity least, Optional<String> kind, String text, int limit) {

    public static EventQuery newest(int limit) {
        return new EventQuery(OptionalLong.empty(), OptionalLong.empty(), Severity.INFO, Optional.empty(), "", limit);
    }

    public EventQuery before(long id) {
        return new EventQuery(OptionalLong.of(id), after, least, kind, text, limit);
    }

    public EventQuery after(long id) {
        return new EventQuery(before, OptionalLong.of(id), least, kind, text, limit);
    }

    public EventQuery atLeast(Severity severity) {
        return new EventQuery(before, after, severity, kind, text, limit);
    }

    public EventQuery ofKind(String name) {
        return new EventQuery(before, after, least, Optional.of(name), text, limit);
    }

    public EventQuery with(String words) {
        return new EventQuery(before, after, least, kind, words, limit);
    }
}
