package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Network;

import java.util.List;
import java.util.Map;

/** One head per region, which tells the region's own classes apart. What is trained of it stays at the site. */
sealed interface Heads permits LinearHeads, ConvolutionHeads, QueryHeads {

    /**
     * @param manager owns what is constant in them
     * @throws InvalidInputException when a table of prompts lacks a class
     */
    static Heads of(NDManager manager, Precision precision, ModelSettings settings, List<RegionHead> regions) {
        Network network = settings.network();
        if (network.decoder().isPresent()) {
            return QueryHeads.open(
                    manager,
                    precision,
                    network.decoder().get(),
                    regions,
                    settings.segmentation().prompts());
        }
        return network.isSegmenting()
                ? new ConvolutionHeads(regions, network.featureWidth(), network.axes())
                : new LinearHeads(regions, network.featureWidth());
    }

    static String weight(String region) {
        return region + "/head.weight";
    }

    static String bias(String region) {
        return region + "/head.bias";
    }

    List<RegionHead> regions();

    /** Of what is trained, by name. */
    Map<String, List<Long>> shapes();

    /** What is trained, as the seed and the regions' names have it. */
    Map<String, double[]> initial(long seed);

    /**
     * @param features of samples of this region
     * @param parameters all of the model's, by name
     * @return shape (samples, classes of that region), then the features' positions if they have any
     */
    NDArray logits(int region, Features features, Map<String, NDArray> parameters);

    /**
     * The head of one region as its fused expert has it (see {@link io.lorkd.model.expert.FusedExpert}), without
     * gradients.
     *
     * @param temperature of a classifier's softmax in training, which its logits are divided by
     * @return in the order of the file
     */
    Map<String, NDArray> alone(int region, Map<String, NDArray> parameters, double temperature);
}
