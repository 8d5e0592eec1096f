package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lorkd.model.tensor.Dtype;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Against the algorithm of Loshchilov and Hutter (2019, Algorithm 2), computed by hand for single numbers in double. */
class AdamWTest {

    private static final double RATE = 0.1;
    private static final double[][] GRADIENTS = {{0.5, 0, 3}, {-0.25, 0.1, 3}, {2, 0.1, 3}};
    private static final double[][] VALUES = {
        {0.8990000019999999, -1.998, -0.09999999966666677},
        {0.8714672987058462, -2.0704156718356472, -0.19989999933366615},
        {0.803531067228447, -2.154191501229012, -0.2997000990009992}
    };

    @Test
    void takesTheStepsOfTheAlgorithm() {
        Precision precision = new Precision(Dtype.F64);
        try (NDManager manager = NDManager.newBaseManager();
                ParameterGroup group =
                        new ParameterGroup(manager, precision, new AdamW(0.01), new double[] {1, -2, 0})) {
            for (int step = 0; step < VALUES.length; step++) {
                try (NDArray gradient = precision.vector(manager, GRADIENTS[step])) {
                    group.step(gradient, RATE);
                }
                assertThat(precision.values(group.values()))
                        .as("after step %d", step + 1)
                        .containsExactly(VALUES[step], within(1e-12));
            }
        }
    }

    /** What makes it AdamW: a gradient of zero leaves the decay alone, at the rate of the step. */
    @Test
    void decaysWhatHasNoGradient() {
        Precision precision = new Precision(Dtype.F64);
        try (NDManager manager = NDManager.newBaseManager();
                ParameterGroup group = new ParameterGroup(manager, precision, new AdamW(0.5), new double[] {8})) {
            for (double rate : new double[] {1, 0.5}) {
                try (NDArray none = precision.vector(manager, new double[] {0})) {
                    group.step(none, rate);
                }
            }
            assertThat(precision.values(group.values())).containsExactly(3);
        }
    }
}
