package io.lorkd.model.eks;

import ai.djl.ndarray.NDArray;
import io.lorkd.model.network.Layer;

/** Any geometry; a batch of one task. */
final class Single implements EksForm {

    @Override
    public String label() {
        return "single";
    }

    @Override
    public boolean supports(Layer.Convolution convolution, TaskAssignment assignment) {
        return assignment instanceof TaskSegments segments && segments.isSingle();
    }

    @Override
    public NDArray apply(EksWeights weights, NDArray x, TaskAssignment assignment) {
        int task = ((TaskSegments) assignment).segments().get(0).task();
        return weights.convolve(x, weights.fusedPerTask().get(task));
    }
}
