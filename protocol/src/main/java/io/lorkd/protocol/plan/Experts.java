package io.lorkd.protocol.plan;

import io.lorkd.protocol.config.Key;

import java.util.OptionalDouble;

/**
 * The low-rank experts (paper, 3.3).
 *
 * @param rank base rank r; 0 trains no experts at all (plain federated averaging)
 * @param ranks BALANCED gives every region r, IMBALANCED decides by Eq. 2
 * @param minRank the least rank that Eq. 2 gives
 * @param maxRank the largest rank that Eq. 2 gives
 * @param alpha the scale is alpha / rank; empty gives scale 1 (Eq. 1 as printed)
 */
public record Experts(
        @Key(value = "base rank r; 0 trains no experts", defaultValue = "8", min = 0, max = 1024)
        int rank,

        @Key(value = "balanced gives every region r, imbalanced decides by Eq. 2", defaultValue = "balanced")
        Ranks ranks,

        @Key(value = "the least rank that Eq. 2 gives", defaultValue = "2", min = 1, max = 1024)
        int minRank,

        @Key(value = "the largest rank that Eq. 2 gives", defaultValue = "32", min = 1, max = 1024)
        int maxRank,

        @Key(
                value = "an expert is scaled by alpha / rank; none scales by 1 (Eq. 1 as printed)",
                defaultValue = "16",
                min = 0.001,
                max = 100_000)
        OptionalDouble alpha) {
    public enum Ranks {
        BALANCED,
        IMBALANCED
    }

    /** The same with another base rank. */
    public Experts withRank(int rank) {
        return new Experts(rank, ranks, minRank, maxRank, alpha);
    }

    /** The same with another rule for the regions' ranks. */
    public Experts withRanks(Ranks ranks) {
        return new Experts(rank, ranks, minRank, maxRank, alpha);
    }
}
