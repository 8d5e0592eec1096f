package io.lorkd.coordinator.view;

import io.lorkd.coordinator.event.EventRow;

import java.util.List;
import java.util.Optional;

/**
 * What is shown differently than a moment ago.
 *
 * @param overview empty where it is the same
 * @param sites those that changed
 * @param rounds those that are new or changed, oldest first
 * @param events those that came to the journal, oldest first
 */
public record Changes(
        Optional<Overview> overview, List<SiteView> sites, List<RoundView> rounds, List<EventRow> events) {
    public Changes {
        sites = List.copyOf(sites);
        rounds = List.copyOf(rounds);
        events = List.copyOf(events);
    }

    public boolean isEmpty() {
        return overview.isEmpty() && sites.isEmpty() && rounds.isEmpty() && events.isEmpty();
    }
}
