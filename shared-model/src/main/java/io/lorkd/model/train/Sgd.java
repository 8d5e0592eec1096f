package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;

import java.util.List;

/**
 * Gradient descent with momentum and coupled weight decay, as PyTorch's: {@code d = g + wd p}, {@code v = d} at first and
 * then {@code v = momentum v + d}, {@code p -= lr v}. From a velocity of zero the first step needs no case of its own.
 */
record Sgd(double momentum, double weightDecay) implements Optimiser {

    @Override
    public List<String> state() {
        return List.of("velocity");
    }

    @Override
    public void step(NDArray values, NDArray gradient, List<NDArray> state, long step, double learningRate) {
        NDArray velocity = state.get(0);
        velocity.muli(momentum).addi(gradient);
        if (weightDecay != 0) {
            try (NDArray decay = values.mul(weightDecay)) {
                velocity.addi(decay);
            }
        }
        try (NDArray change = velocity.mul(learningRate)) {
            values.subi(change);
        }
    }
}
