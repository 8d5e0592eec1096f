package io.lorkd.coordinator.aggregation;

/** How the trainable tensors of the updates are reduced, and what the result is to the server's optimiser. */
public enum Rule {
    /** Updates are changes of the backbone; their mean by weight, negated, is the gradient. */
    MEAN_OF_DELTAS(-1) {
        @Override
        Reduction reduction() {
            return new WeightedMean();
        }
    },
    /** Updates are shares of the union batch's gradient, which is their sum. */
    SUM_OF_GRADIENTS(1) {
        @Override
        Reduction reduction() {
            return new Sum();
        }
    };

    private final double sign;

    Rule(double sign) {
        this.sign = sign;
    }

    abstract Reduction reduction();

    /** What the reduced value is multiplied by to be a gradient, which is gone against. */
    double sign() {
        return sign;
    }
}
