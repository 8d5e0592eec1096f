package io.lorkd.site;

import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToSite.RoundClosed;

/** Which round comes before which, and what a closing says about it. */
final class Rounds {
    private Rounds() {}

    /** Whether an offer's round is over for a site that is at another round or attempt by now. */
    static boolean isBefore(RoundId offered, RoundId present) {
        return offered.round() < present.round()
                || (offered.round() == present.round() && offered.attempt() < present.attempt());
    }

    /**
     * Whether a closing ends a round: a commit ends all attempts at it, an abandonment its own attempt and those before,
     * and the closing of a later round ends it too.
     */
    static boolean ends(RoundClosed closed, RoundId present) {
        if (closed.round().round() == present.round()) {
            return closed.committed() || closed.round().attempt() >= present.attempt();
        }
        return closed.round().round() > present.round();
    }

    /** Whether a closing says that the site's update of this round is in the next backbone. */
    static boolean promotes(RoundClosed closed, RoundId present, String site) {
        return closed.committed()
                && closed.round().round() == present.round()
                && closed.contributors().contains(site);
    }
}
