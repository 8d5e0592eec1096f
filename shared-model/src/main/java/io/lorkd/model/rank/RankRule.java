package io.lorkd.model.rank;

import io.lorkd.model.InvalidInputException;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * Ranks from what each region learned in warm-up (paper, 3.3.1 and 3.6, Eq. 2): {@code r_i = nearest even(r * (dL_i /
 * mean dL)^2)}. What Eq. 2 leaves open is ours: a loss that rose counts as one that did not fall, odd ties go up, and
 * where no region learned anything every region gets the base rank.
 */
public final class RankRule {

    private RankRule() {}

    /**
     * @param lossReductions each region's loss at the start of warm-up less that at its end
     * @param r the base rank, 1 or more
     * @param minRank what no region falls below
     * @param maxRank what no region goes above
     * @return one rank per region, in the same order
     * @throws InvalidInputException when there is no region, or a reduction is NaN or infinite
     */
    public static List<Integer> ranks(List<Double> lossReductions, int r, int minRank, OptionalInt maxRank) {
        int max = maxRank.orElse(Integer.MAX_VALUE);
        if (r < 1 || minRank < 0 || max < minRank) {
            throw new IllegalArgumentException("base rank " + r + " between " + minRank + " and " + max);
        }
        if (lossReductions.isEmpty()) {
            throw new InvalidInputException("no region reported its loss reduction; Eq. 2 needs at least one");
        }
        for (int i = 0; i < lossReductions.size(); i++) {
            if (!Double.isFinite(lossReductions.get(i))) {
                throw new InvalidInputException("the loss reduction of region " + i + " is " + lossReductions.get(i)
                        + "; Eq. 2 needs finite ones");
            }
        }
        double largest = Collections.max(lossReductions);
        if (largest <= 0) {
            return Collections.nCopies(lossReductions.size(), r);
        }
        // Only ratios matter. Scaling by a power of two is exact and keeps the sum finite.
        int exponent = Math.getExponent(largest);
        List<Double> learned = lossReductions.stream()
                .map(reduction -> Math.scalb(Math.max(reduction, 0), -exponent))
                .toList();
        double mean = learned.stream().reduce(0.0, Double::sum) / learned.size();
        return learned.stream()
                .map(reduction -> Math.max(minRank, Math.min(max, nearestEven(r * square(reduction / mean)))))
                .toList();
    }

    /** The nearest even number, the upper one of two: what lies half way is odd. */
    private static int nearestEven(double value) {
        return 2 * (int) Math.min(Math.floor(value / 2 + 0.5), Integer.MAX_VALUE / 2);
    }

    private static double square(double value) {
        return value * value;
    }
}
