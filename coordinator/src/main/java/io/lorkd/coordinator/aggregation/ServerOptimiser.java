package io.lorkd.coordinator.aggregation;

import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The coordinator's optimiser. It goes against a gradient, which with exchanged changes is their mean, negated. What it keeps
 * of each trainable element from round to round is one number, or several side by side, in double whatever the backbone is
 * in: so a run that is taken up from its files goes on exactly as one that never stopped.
 */
public sealed interface ServerOptimiser permits Plain, Momentum, Adaptive {

    /** Adds a change to the backbone as it is. */
    static ServerOptimiser plain() {
        return new Plain(1, 0);
    }

    /** What it keeps; empty for an optimiser without memory. */
    Optional<Memory> memory();

    /**
     * Numbers that are kept of each trainable element.
     *
     * @param name what they are, for the tensor's name in the state's file
     * @param width how many of an element, side by side
     * @param first each number before the first round; {@code width} of them
     */
    record Memory(String name, int width, List<Double> first) {
        public Memory {
            first = List.copyOf(first);
        }

        /** How they lie in the state's file: the tensor's shape, and behind it their number where there are several. */
        TensorInfo of(TensorInfo tensor) {
            List<Long> shape = new ArrayList<>(tensor.shape());
            if (width > 1) {
                shape.add((long) width);
            }
            return new TensorInfo(tensor.name() + "." + name, Dtype.F64, shape);
        }
    }

    /**
     * Steps some elements.
     *
     * @param parameters changed in place
     * @param gradients the reduced updates, before the sign
     * @param sign what makes gradients of them
     * @param state from 0 on the numbers that are kept of the element at {@code from} and those after it; changed in place
     */
    void step(double[] parameters, double[] gradients, double sign, double[] state, int from, int to);
}
