package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;

import java.util.List;

/** Adam with decoupled weight decay (Loshchilov and Hutter, 2019), with PyTorch's constants. */
record AdamW(double weightDecay) implements Optimiser {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    @Override
    public List<String> state() {
        return List.of("mean", "variance");
    }

    @Override
    public void step(NDArray values, NDArray gradient, List<NDArray> state, long step, double learningRate) {
        NDArray mean = state.get(0);
        NDArray variance = state.get(1);
        double correction1 = 1 - Math.pow(BETA1, step);
        double correction2 = 1 - Math.pow(BETA2, step);
        values.muli(1 - learningRate * weightDecay);
        try (NDArray squared = gradient.mul(gradient)) {
            variance.muli(BETA2).addi(squared.muli(1 - BETA2));
        }
        mean.muli(BETA1).addi(gradient.muli(1 - BETA1));
        try (NDArray corrected = variance.div(correction2);
                NDArray denominator = corrected.sqrt();
                NDArray change = mean.mul(learningRate / correction1)) {
            values.subi(change.divi(denominator.addi(EPSILON)));
        }
    }
}
