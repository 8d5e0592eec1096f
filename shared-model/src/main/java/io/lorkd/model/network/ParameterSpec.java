package io.lorkd.model.network;

import java.util.List;

/**
 * One tensor of a network's state, as in a PyTorch state dict.
 *
 * @param name the layer's name and the parameter's, such as {@code stage2.0.branch1.2.weight}
 * @param shape extents, outermost first
 * @param first what its values are before anything is trained
 */
public record ParameterSpec(String name, List<Long> shape, Kind kind, FirstValues first) {

    public ParameterSpec {
        shape = List.copyOf(shape);
    }

    public enum Kind {
        CONVOLUTION_WEIGHT,
        /** Of a linear layer or an attention. */
        LINEAR_WEIGHT,
        /** Of a convolution, a linear layer, an attention or a layer normalisation. */
        BIAS,
        /** Of a query decoder's normalisation over features, which says nothing of a site's scanner and is always shared. */
        LAYER_NORMALISATION_WEIGHT,
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
