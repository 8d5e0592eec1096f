package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.event.EventRow;

import java.util.List;

/**
 * What was found of the events that were asked for.
 *
 * @param events newest first
 * @param more whether there are older ones that meet the same conditions
 */
public record EventPage(List<EventRow> events, boolean more) {
    public EventPage {
        events = List.copyOf(events);
    }
}
