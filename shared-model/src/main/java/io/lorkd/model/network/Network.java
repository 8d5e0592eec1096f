package io.lorkd.model.network;

/**
 * A trunk: images in, one feature vector per image out. Heads are not part of it; they belong to the regions.
 *
 * @param name as in the catalogue, such as {@code shufflenet-v2-x0.5}
 * @param inChannels channels of the input
 * @param trunk from (N, inChannels, spatial...) to (N, featureWidth)
 */
public record Network(String name, int inChannels, int featureWidth, Layer trunk) {}
