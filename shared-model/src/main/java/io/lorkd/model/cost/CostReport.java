package io.lorkd.model.cost;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.ExpertShapes;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Parameters;

import java.util.List;

/**
 * What a network and its experts cost. Heads that belong to a region are not counted, as in the paper, and running statistics
 * are not parameters.
 *
 * @param backboneParameters numbers trained in what is shared: the trunk, and the query decoder if there is one
 * @param expertParameters numbers trained in all regions' experts together
 * @param totalParameters both
 * @param fusedParameters numbers in one region's deployed model: the backbone's, since the expert is folded into it (paper,
 *     3.3 and 4.3)
 * @param multiplyAccumulates of one deployed model on one input: those of its convolutions and of the query decoder
 * @param flops twice the multiply-accumulates, and the operations of normalisations, activations, sums and poolings
 */
public record CostReport(
        long backboneParameters,
        long expertParameters,
        long totalParameters,
        long fusedParameters,
        long multiplyAccumulates,
        long flops) {

    private static final int MAX_EXTENT = 1 << 16;

    /**
     * With a query decoder, asked for one class.
     *
     * @see #of(Network, List, List, int)
     */
    public static CostReport of(Network network, List<Integer> inputSize, List<Integer> ranks) {
        return of(network, inputSize, ranks, 1);
    }

    /**
     * @param inputSize extents of an input, one per spatial axis, in pixels or voxels
     * @param ranks one per region; 0 for a region without an expert
     * @param classes how many a query decoder is asked for at once; of no effect without one
     * @throws InvalidInputException when the network does not take inputs of that size, or a rank is negative
     */
    public static CostReport of(Network network, List<Integer> inputSize, List<Integer> ranks, int classes) {
        for (int rank : ranks) {
            if (rank < 0) {
                throw new InvalidInputException("rank " + rank + "; expected 0 or more");
            }
        }
        if (inputSize.stream().anyMatch(extent -> extent < 1 || extent > MAX_EXTENT)) {
            throw new InvalidInputException("input size " + inputSize + "; expected extents of 1 to " + MAX_EXTENT);
        }
        network.checkExtents(inputSize);
        long backbone = Parameters.count(network);
        long experts = ranks.stream()
                .flatMap(rank -> ExpertShapes.of(network, rank).stream())
                .mapToLong(ExpertShapes::parameters)
                .reduce(0, Math::addExact);
        Arithmetic arithmetic = new Arithmetic();
        arithmetic.through(network.trunk(), new FeatureMap(network.inChannels(), inputSize));
        long multiplyAccumulates = Math.addExact(
                arithmetic.multiplyAccumulates(),
                network.decoder()
                        .map(decoder -> DecoderArithmetic.multiplyAccumulates(decoder, inputSize, classes))
                        .orElse(0L));
        return new CostReport(
                backbone,
                experts,
                Math.addExact(backbone, experts),
                backbone,
                multiplyAccumulates,
                Math.addExact(Math.multiplyExact(2, multiplyAccumulates), arithmetic.otherOperations()));
    }
}
