package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;

import java.util.List;

/**
 * An update rule over a flat vector, in place, in few calls into the engine. Its state lives with the vector (see {@link
 * ParameterGroup}); the engine's own optimisers keep theirs outside every manager, where it leaks.
 */
sealed interface Optimiser permits Sgd, AdamW {

    static Optimiser of(OptimiserSettings settings) {
        return switch (settings.kind()) {
            case SGD -> new Sgd(settings.momentum(), settings.weightDecay());
            case ADAMW -> new AdamW(settings.weightDecay());
        };
    }

    /** Names of the state vectors, each as long as the parameters and zero at first. */
    List<String> state();

    /**
     * @param values changed in place
     * @param gradient may be changed
     * @param state as named by {@link #state()}, changed in place
     * @param step 1 for the first step since the state was zero
     */
    void step(NDArray values, NDArray gradient, List<NDArray> state, long step, double learningRate);
}
