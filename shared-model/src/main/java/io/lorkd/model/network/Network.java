package io.lorkd.model.network;

import io.lorkd.model.InvalidInputException;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is shared between regions: a trunk, and behind a U-Net perhaps a query decoder. A classification trunk gives one
 * feature vector per image, a segmentation trunk one per voxel. Heads are not part of it; they belong to the regions.
 *
 * @param name as in the catalogue, such as {@code shufflenet-v2-x0.5}
 * @param inChannels channels of the input
 * @param firstWeights what the convolutions' weights are drawn from
 * @param trunk from (N, inChannels, spatial...) to (N, featureWidth), or to (N, featureWidth, spatial...) at full resolution
 * @param decoder turns class prompts into segmentations; present only in a segmentation network
 */
public record Network(
        String name,
        int inChannels,
        int featureWidth,
        FirstWeights firstWeights,
        Layer trunk,
        Optional<QueryDecoder> decoder) {

    /** A trunk alone. */
    public Network(String name, int inChannels, int featureWidth, FirstWeights firstWeights, Layer trunk) {
        this(name, inChannels, featureWidth, firstWeights, trunk, Optional.empty());
    }

    /** With weights drawn as PyTorch does by default. */
    public Network(String name, int inChannels, int featureWidth, Layer trunk) {
        this(name, inChannels, featureWidth, FirstWeights.FAN_IN_UNIFORM, trunk);
    }

    /** @throws InvalidInputException when this network does not segment */
    public Network withQueryDecoder() {
        return new Network(name, inChannels, featureWidth, firstWeights, trunk, Optional.of(QueryDecoder.on(this)));
    }

    /** Whether it keeps the positions, and so has features for each of them. */
    public boolean isSegmenting() {
        return trunk.leaves().noneMatch(Layer.GlobalAveragePooling.class::isInstance);
    }

    /** 2 for images, 3 for volumes. */
    public int axes() {
        return Parameters.convolutions(this).stream()
                .mapToInt(convolution -> convolution.kernel().size())
                .findFirst()
                .orElse(2);
    }

    /**
     * What every extent of a segmentation network's input must be a multiple of, so that what is joined has equal extents;
     * 1 for other networks.
     */
    public int extentMultiple() {
        return decoder.map(QueryDecoder::memoryStride).orElseGet(this::deepestStride);
    }

    private int deepestStride() {
        List<EncoderStage> stages = EncoderStage.of(trunk);
        return isSegmenting() && !stages.isEmpty()
                ? stages.get(stages.size() - 1).stride()
                : 1;
    }

    /**
     * @param extents of an input, one per spatial axis
     * @throws InvalidInputException when the network does not take inputs of these extents
     */
    public void checkExtents(List<Integer> extents) {
        int multiple = extentMultiple();
        if (extents.size() != axes()) {
            throw new InvalidInputException("found an input of " + extents.size() + " spatial axes (" + text(extents)
                    + "); " + name + " takes " + axes());
        }
        if (extents.stream().anyMatch(extent -> extent < 1 || extent % multiple != 0)) {
            throw new InvalidInputException(name + (decoder.isPresent() ? " with its query decoder" : "")
                    + " takes inputs whose extents are multiples of " + multiple + "; found " + text(extents));
        }
        int deepest = deepestStride();
        if (deepest > 1 && extents.stream().allMatch(extent -> extent == deepest)) {
            throw new InvalidInputException(
                    name + " normalises each input's deepest features over their positions, and of " + text(extents)
                            + " there would be one; double one extent at least");
        }
    }

    private static String text(List<Integer> extents) {
        return extents.stream().map(String::valueOf).collect(Collectors.joining(" x "));
    }
}
