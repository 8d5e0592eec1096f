package io.lorkd.model.network;

import java.util.List;

/**
 * One tensor of a network's state, as in a PyTorch state dict.
 *
 * @param name the layer's name and the parameter's, such as {@code stage2.0.branch1.2.weight}
 * @param shape extents, outermost first
 */
public record ParameterSpec(String name, List<Long> shape, Kind kind) {

    public ParameterSpec {
        shape = List.copyOf(shape);
    }

    public enum Kind {
        CONVOLUTION_WEIGHT,
        BIAS,
        NORMALISATION_WEIGHT,
        NORMALISATION_BIAS,
        RUNNING_MEAN,
        RUNNING_VARIANCE;

        /** Running statistics are state, not parameters: no gradient reaches them and no count includes them. */
        public boolean isStatistic() {
            return this == RUNNING_MEAN || this == RUNNING_VARIANCE;
        }

        /** Whether it stays at the site under {@code normalisation: local}. */
        public boolean belongsToNormalisation() {
            return isStatistic() || this == NORMALISATION_WEIGHT || this == NORMALISATION_BIAS;
        }
    }

    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }
}
