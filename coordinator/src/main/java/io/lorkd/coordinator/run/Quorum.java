package io.lorkd.coordinator.run;

import io.lorkd.protocol.plan.Plan;

import java.util.OptionalInt;

/**
 * When a round closes, and how. A site has <em>answered</em> when it contributed, and also when its update was refused or
 * its work failed: it will send nothing more.
 *
 * <ul>
 *   <li>Quorum of all (the plan gives none): the round is committed when every chosen site has answered, with those that
 *       contributed, at least one. It is silence until the deadline that abandons it: one bad update must not cost everyone
 *       the round, while a site that is merely away must not be trained past.
 *   <li>Quorum of n: committed when every chosen site has answered or is lost, or at the deadline, with at least n
 *       contributions; abandoned as soon as n cannot be reached, and at the deadline.
 *   <li>Gradients: a sum that lacks a share is no gradient of the union batch, so every site must contribute; abandoned as
 *       soon as one cannot, and at the deadline.
 * </ul>
 */
record Quorum(OptionalInt sites, boolean everyShare) {

    static Quorum of(Plan plan) {
        return new Quorum(plan.rounds().quorum(), plan.exchange() == Plan.Exchange.GRADIENTS);
    }

    /**
     * Where a round stands.
     *
     * @param contributed sites whose update is staged
     * @param declined sites whose update was refused or whose work failed
     * @param awaited sites that have not answered
     * @param lost how many of those awaited count as lost
     */
    record Tally(int contributed, int declined, int awaited, int lost, boolean deadlinePassed) {}

    sealed interface Verdict {
        record Wait() implements Verdict {}

        record Commit() implements Verdict {}

        /** @param reason continues "the round was abandoned: ..." */
        record Abandon(String reason) implements Verdict {}
    }

    Verdict decide(Tally tally) {
        if (everyShare) {
            return ofEvery(tally);
        }
        return sites.isPresent() ? ofSome(sites.getAsInt(), tally) : ofAll(tally);
    }

    private static Verdict ofEvery(Tally tally) {
        if (tally.declined() > 0) {
            return new Verdict.Abandon(
                    "with gradients every site must contribute, and " + tally.declined() + " could not");
        }
        if (tally.awaited() == 0) {
            return new Verdict.Commit();
        }
        return tally.deadlinePassed() ? silence(tally) : new Verdict.Wait();
    }

    private static Verdict ofSome(int needed, Tally tally) {
        if (tally.contributed() + tally.awaited() < needed) {
            return new Verdict.Abandon("the quorum of " + needed + " cannot be reached: " + tally.contributed()
                    + " contributed, " + tally.declined() + " could not");
        }
        boolean settled = tally.awaited() == tally.lost() || tally.deadlinePassed();
        if (settled && tally.contributed() >= needed) {
            return new Verdict.Commit();
        }
        return tally.deadlinePassed()
                ? new Verdict.Abandon("only " + tally.contributed() + " of a quorum of " + needed
                        + " had contributed at the deadline")
                : new Verdict.Wait();
    }

    private static Verdict ofAll(Tally tally) {
        if (tally.awaited() > 0) {
            return tally.deadlinePassed() ? silence(tally) : new Verdict.Wait();
        }
        return tally.contributed() > 0
                ? new Verdict.Commit()
                : new Verdict.Abandon(
                        "no site contributed: all " + tally.declined() + " updates were refused or failed");
    }

    private static Verdict silence(Tally tally) {
        return new Verdict.Abandon(tally.awaited() + (tally.awaited() == 1 ? " site was" : " sites were")
                + " silent until the deadline, and the quorum is all");
    }
}
