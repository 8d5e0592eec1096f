package io.lorkd.site;

import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.site.unit.UnitStore;

/**
 * Work that is done and not decided on: the update in the outbox, and the unit that is promoted if the round is committed
 * with it.
 *
 * @param offer the offer it answers; a later attempt at the same work takes its place
 * @param update what is said of it
 */
record Held(RoundOffer offer, UpdateReady update, UnitStore.Unit unit) {

    /** Whether an offer asks for just this work, so that the update answers it too. */
    boolean answers(RoundOffer other) {
        return offer.sameWork(other);
    }

    Held as(RoundOffer later) {
        UpdateReady said = new UpdateReady(
                update.site(),
                later.round(),
                update.digest(),
                update.bytes(),
                update.samples(),
                update.losses(),
                update.metrics(),
                update.ledgerHead());
        return new Held(later, said, unit);
    }
}
