package io.lorkd.coordinator.event;

import io.lorkd.protocol.message.RoundId;

/** One thing that happened in a run. */
public sealed interface CoordinatorEvent permits RunEvent, SiteEvent, RoundEvent, WorkEvent, OrderGiven {

    /** What happened, in a sentence for people to read. */
    String sentence();

    /** Whether it goes into the journal; progress, which comes every second, does not. */
    default boolean journalled() {
        return true;
    }

    /** How much it needs somebody's attention. */
    default Severity severity() {
        return Severities.of(this);
    }

    /** It happened to a site. */
    interface OfSite {
        String site();
    }

    /** It belongs to an attempt at a round. */
    interface OfRound {
        RoundId round();
    }
}
