package io.lorkd.model.network;

/**
 * A trunk: images in, one feature vector per image out. Heads are not part of it; they belong to the regions.
 *
 * @param name as in the catalogue, such as {@code shufflenet-v2-x0.5}
 * @param inChannels channels of the input
 * @param firstWeights what the convolutions' weights are drawn from
 * @param trunk from (N, inChannels, spatial...) to (N, featureWidth)
 */
public record Network(String name, int inChannels, int featureWidth, FirstWeights firstWeights, Layer trunk) {

    /** With weights drawn as PyTorch does by default. */
    public Network(String name, int inChannels, int featureWidth, Layer trunk) {
        this(name, inChannels, featureWidth, FirstWeights.FAN_IN_UNIFORM, trunk);
    }
}
