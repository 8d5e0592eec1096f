package io.lorkd.coordinator.aggregation;

import java.util.List;
import java.util.Optional;

/**
 * PyTorch's SGD with momentum: {@code d = g + weightDecay * p; v = momentum * v + d; p = p - learningRate * v}. The first
 * {@code v} is {@code d}.
 */
public record Momentum(double momentum, double learningRate, double weightDecay) implements ServerOptimiser {

    @Override
    public Optional<Memory> memory() {
        return Optional.of(new Memory("velocity", 1, List.of(0.0)));
    }

    @Override
    public void step(double[] parameters, double[] gradients, double sign, double[] velocity, int from, int to) {
        for (int i = from; i < to; i++) {
            double d = sign * gradients[i] + weightDecay * parameters[i];
            d += momentum * velocity[i - from];
            velocity[i - from] = d;
            parameters[i] -= learningRate * d;
        }
    }
}
