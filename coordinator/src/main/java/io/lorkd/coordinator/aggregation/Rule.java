package io.lorkd.coordinator.aggregation;

/** How the trainable tensors of the updates become one, and what the result is to the server's optimiser. */
public sealed interface Rule {

    /** Updates are changes of the backbone; their mean by weight, negated, is the gradient. */
    record Mean() implements Rule {}

    /** Updates are shares of the union batch's gradient, which is their sum; their weights have no part in it. */
    record Sum() implements Rule {}

    /**
     * Of each coordinate the median of the sites' changes, the mean of the middle two where their number is even (Yin et al.,
     * 2018, Byzantine-Robust Distributed Learning, definition 1). Weights have no part in it: a site that lies could lie about
     * them, too.
     */
    record Median() implements Rule {}

    /**
     * Of each coordinate the mean of what is left when the share of the largest and of the smallest values is cut off, rounded
     * down to whole sites (Yin et al., 2018, definition 2). Weights have no part in it.
     *
     * @param share cut at either end; from 0 to less than 0.5
     */
    record TrimmedMean(double share) implements Rule {
        public TrimmedMean {
            if (!(share >= 0 && share < 0.5)) {
                throw new IllegalArgumentException(
                        "a share of " + share + " to cut at either end; expected from 0 to less than 0.5");
            }
        }
    }

    /**
     * The mean by weight of changes that are no longer than a bound: a longer one is scaled down to it, so that no site moves
     * the backbone further than its weight allows.
     *
     * @param maxNorm the largest L2 norm of the trainable part of an update; positive
     */
    record NormBound(double maxNorm) implements Rule {
        public NormBound {
            if (!(maxNorm > 0 && Double.isFinite(maxNorm))) {
                throw new IllegalArgumentException("a largest norm of " + maxNorm + "; expected a positive number");
            }
        }
    }

    /** What the reduced value is multiplied by to be a gradient, which is gone against. */
    default double sign() {
        return this instanceof Sum ? 1 : -1;
    }
}
