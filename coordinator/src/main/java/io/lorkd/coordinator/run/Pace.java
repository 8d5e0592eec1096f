package io.lorkd.coordinator.run;

import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.protocol.message.RoundId;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Whether the sites train round by round together, or each at a pace of its own. */
sealed interface Pace permits InStep, Buffer {

    static Pace of(Run run) {
        return run.plan().buffered().isPresent() ? new Buffer() : new InStep();
    }

    /**
     * The stage in which a round takes updates.
     *
     * @param found contributions that are in already: the round is taken up again
     */
    Gathering gathering(Round round, List<Contribution> found);

    /** What a site was found to be at when the run was taken up. */
    void recall(String site, SitePart part);

    /** What hears of an offer that was of this id; empty where it is over. */
    Optional<? extends RoundStage> hears(Round open, RoundId offer);

    /** Whom the end of a round concerns: by site, the offer of which it is the end. */
    SortedMap<String, RoundId> concerns(Round closed);

    /** The sites that a closed round leaves at work. */
    Set<String> atWork();

    /** Digests of updates that are being pulled and will count in a later round. */
    Set<String> onTheWay();

    /** The phase is over. */
    void end();
}
