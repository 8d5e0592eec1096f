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

    /** What a closing means for work on an offer. */
    enum Closing {
        /** The work's update is in the next backbone. */
        COUNTED,
        /** The attempt came to nothing; the same work may be asked for again. */
        ABANDONED,
        /** The round is over without the work. */
        PASSED_BY,
        /** The work is still asked for. */
        NONE
    }

    /**
     * What a closing means for work on an offer.
     *
     * @param buffered whether rounds do not wait for sites (FedBuff): an update counts in whatever round it comes to, and the
     *     end of a round without it says nothing about it
     */
    static Closing closing(RoundClosed closed, RoundId present, String site, boolean buffered) {
        boolean counted = closed.committed() && closed.contributors().contains(site);
        int ahead = closed.round().round() - present.round();
        if (counted && (ahead == 0 || buffered && ahead > 0)) {
            return Closing.COUNTED;
        }
        if (buffered || !ends(closed, present)) {
            return Closing.NONE;
        }
        return closed.committed() || ahead > 0 ? Closing.PASSED_BY : Closing.ABANDONED;
    }
}
