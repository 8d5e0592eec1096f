package io.lorkd.protocol.message;

/**
 * Names one attempt at a round.
 *
 * @param run the run's id
 * @param round counted from 1 over warm-up and decomposition
 * @param attempt counted from 1
 */
public record RoundId(String run, int round, int attempt) {
    public RoundId {
        Require.run(run);
        Require.atLeast("round", 1, round);
        Require.atLeast("attempt", 1, attempt);
    }

    /** Whether this is of a later round, or a later attempt at the same one. */
    public boolean isAfter(RoundId other) {
        return round > other.round || round == other.round && attempt > other.attempt;
    }

    @Override
    public String toString() {
        return run + "/" + round + "." + attempt;
    }
}
