package io.lorkd.model.eks;

import ai.djl.ndarray.NDArray;

/**
 * Soft masks: sample i is convolved with {@code W0} plus the weighted sum of all tasks' changes.
 *
 * @param weights shape (samples, tasks); rows need be neither one-hot nor sum to one
 */
public record TaskMixture(NDArray weights) implements TaskAssignment {

    @Override
    public int samples() {
        return Math.toIntExact(weights.getShape().get(0));
    }
}
