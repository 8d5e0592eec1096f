package io.lorkd.site;

import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.site.egress.Outbox;
import io.lorkd.site.train.Trained;
import io.lorkd.site.unit.UnitStore;

import java.util.HashMap;
import java.util.Map;

/**
 * Work that is done and not decided on: the update in the outbox, and the unit that is promoted if the round is committed
 * with it.
 *
 * @param offer the offer it answers; a later attempt at the same work takes its place
 */
record Held(RoundOffer offer, Outbox.Update update, UnitStore.Unit unit, Trained trained) {
    /** The head of a ledger that nothing is in. */
    private static final String NO_LEDGER = "0".repeat(64);

    private static final String UNSOUND = "unsound";

    /** Whether an offer asks for just this work, so that the update answers it too. */
    boolean answers(RoundOffer other) {
        return offer.sameWork(other);
    }

    Held as(RoundOffer later) {
        return new Held(later, update, unit, trained);
    }

    UpdateReady announcement(String site) {
        Map<String, Double> metrics = new HashMap<>(trained.metrics());
        if (update.unsound().isPresent()) {
            metrics.put(UNSOUND, 1.0);
        }
        return new UpdateReady(
                site,
                offer.round(),
                update.digest(),
                update.bytes(),
                trained.samples(),
                trained.losses(),
                metrics,
                NO_LEDGER);
    }
}
