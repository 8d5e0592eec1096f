package io.lorkd.coordinator.run;

import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.Rounds;

/**
 * When a round closes, and how. A site has <em>answered</em> when it contributed, and also when its update was refused or
 * its work failed: it will send nothing more.
 *
 * <p>A round closes at once with as many contributions as it {@code takes}, and with fewer when every site has answered. The
 * rest is for silence:
 *
 * <ul>
 *   <li>Quorum of all (the plan gives none): silence is waited for, and abandons the round at the deadline. One bad update
 *       must not cost everyone the round, while a site that is merely away must not be trained past.
 *   <li>Quorum of n: the round is committed without the silent as soon as all of them are lost, or at the deadline.
 *   <li>A buffer is full or it is not: nobody is waited for, and so many updates make a round.
 *   <li>Gradients: a sum that lacks a share is no gradient of the union batch, so every site must contribute.
 * </ul>
 *
 * @param takes contributions that close the round at once
 * @param least contributions that it cannot do without
 * @param waitsForTheLost whether it is silence until the deadline that abandons the round, whatever has been contributed
 */
record Quorum(int takes, int least, boolean waitsForTheLost) {

    /** @param offered how many sites the round was offered to */
    static Quorum of(Plan plan, int offered) {
        Rounds rounds = plan.rounds();
        int takes = Math.min(rounds.participants().orElse(offered), offered);
        if (plan.exchange() == Plan.Exchange.GRADIENTS) {
            return new Quorum(offered, offered, true);
        }
        if (plan.buffered().isPresent()) {
            int size = plan.buffered().get().size();
            return new Quorum(size, size, false);
        }
        if (rounds.quorum().isPresent()) {
            return new Quorum(takes, rounds.quorum().getAsInt(), false);
        }
        return rounds.quorumShare().isPresent()
                ? new Quorum(takes, Shares.roundedUp(rounds.quorumShare().getAsDouble(), takes), false)
                : new Quorum(takes, 1, true);
    }

    /**
     * Where a round stands.
     *
     * @param contributed sites whose update is staged
     * @param declined sites whose update was refused or whose work failed
     * @param awaited sites that have not answered
     * @param lost how many of those awaited count as lost: not heard of, or without progress for a lease
     */
    record Tally(int contributed, int declined, int awaited, int lost, boolean deadlinePassed) {}

    sealed interface Verdict {
        record Wait() implements Verdict {}

        record Commit() implements Verdict {}

        /** @param reason continues "the round was abandoned: ..." */
        record Abandon(String reason) implements Verdict {}
    }

    Verdict decide(Tally tally) {
        if (tally.contributed() >= takes) {
            return new Verdict.Commit();
        }
        if (tally.contributed() + tally.awaited() < least) {
            return new Verdict.Abandon(outOfReach(tally));
        }
        if (tally.awaited() == 0) {
            return new Verdict.Commit();
        }
        boolean onlyTheLostAreMissing = tally.awaited() == tally.lost();
        if (!waitsForTheLost && tally.contributed() >= least && (onlyTheLostAreMissing || tally.deadlinePassed())) {
            return new Verdict.Commit();
        }
        return tally.deadlinePassed() ? new Verdict.Abandon(silence(tally)) : new Verdict.Wait();
    }

    private String outOfReach(Tally tally) {
        return least == 1
                ? "no site contributed: all " + tally.declined() + " updates were refused or failed"
                : "the quorum of " + least + " cannot be reached: " + tally.contributed() + " contributed, "
                        + tally.declined() + " could not";
    }

    private String silence(Tally tally) {
        return waitsForTheLost
                ? tally.awaited() + (tally.awaited() == 1 ? " site was" : " sites were")
                        + " silent until the deadline, and the quorum is all"
                : "only " + tally.contributed() + " of a quorum of " + least + " had contributed at the deadline";
    }
}
