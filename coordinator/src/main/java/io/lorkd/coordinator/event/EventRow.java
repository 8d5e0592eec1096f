package io.lorkd.coordinator.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lorkd.coordinator.event.CoordinatorEvent.OfRound;
import io.lorkd.coordinator.event.CoordinatorEvent.OfSite;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * An event as the journal has it, and as people are shown it.
 *
 * @param id grows from event to event, over all runs of a journal
 * @param kind the simple name of the event's record
 * @param site the site that it happened to; null where it is of none
 * @param round the round that it belongs to; null where it is of none
 */
public record EventRow(
        long id, Instant at, Severity severity, String kind, String site, Integer round, String sentence) {

    /** The kinds of those that say what a person did or tried to do: the audit log. */
    public static final Set<String> AUDITED = audited();

    public static EventRow of(long id, Instant at, CoordinatorEvent event) {
        return new EventRow(
                id,
                at,
                event.severity(),
                event.getClass().getSimpleName(),
                site(event),
                event instanceof OfRound ofRound
                        ? Integer.valueOf(ofRound.round().round())
                        : null,
                event.sentence());
    }

    private static Set<String> audited() {
        Set<String> kinds = new HashSet<>(AccountEvent.kinds());
        kinds.add(OrderGiven.class.getSimpleName());
        return Set.copyOf(kinds);
    }

    public static EventRow of(long id, Instant at, AccountEvent event) {
        return new EventRow(id, at, event.severity(), event.getClass().getSimpleName(), null, null, event.sentence());
    }

    /** Whether it is in the audit log. */
    @JsonProperty("audit")
    public boolean isAudited() {
        return AUDITED.contains(kind);
    }

    private static String site(CoordinatorEvent event) {
        if (event instanceof OrderGiven order) {
            return order.site().orElse(null);
        }
        return event instanceof OfSite ofSite ? ofSite.site() : null;
    }
}
