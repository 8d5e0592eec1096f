package io.lorkd.coordinator.aggregation;

import java.util.OptionalDouble;

/**
 * The coordinator's optimiser, as PyTorch's SGD: {@code d = g + weightDecay * p}; with momentum {@code v = momentum * v + d}
 * (the first {@code v} is {@code d}) and {@code d = v}; {@code p = p - learningRate * d}.
 *
 * @param momentum present where a velocity is kept from round to round
 */
public record ServerOptimiser(OptionalDouble momentum, double learningRate, double weightDecay) {

    /** Adds a change to the backbone as it is. */
    public static ServerOptimiser plain() {
        return new ServerOptimiser(OptionalDouble.empty(), 1, 0);
    }

    boolean hasState() {
        return momentum.isPresent();
    }

    /**
     * Steps one block.
     *
     * @param parameters changed in place
     * @param gradients the reduced updates, before the sign
     * @param velocity changed in place; not looked at without momentum
     */
    void step(double[] parameters, double[] gradients, double sign, double[] velocity, int count) {
        double keep = momentum.orElse(0);
        for (int i = 0; i < count; i++) {
            double d = sign * gradients[i] + weightDecay * parameters[i];
            if (hasState()) {
                d += keep * velocity[i];
                velocity[i] = d;
            }
            parameters[i] -= learningRate * d;
        }
    }
}
