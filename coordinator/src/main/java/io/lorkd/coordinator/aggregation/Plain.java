package io.lorkd.coordinator.aggregation;

import java.util.Optional;

/** PyTorch's SGD without momentum: {@code p = p - learningRate * (g + weightDecay * p)}. */
public record Plain(double learningRate, double weightDecay) implements ServerOptimiser {

    @Override
    public Optional<Memory> memory() {
        return Optional.empty();
    }

    @Override
    public void step(double[] parameters, double[] gradients, double sign, double[] state, int from, int to) {
        for (int i = from; i < to; i++) {
            double d = sign * gradients[i] + weightDecay * parameters[i];
            parameters[i] -= learningRate * d;
        }
    }
}
