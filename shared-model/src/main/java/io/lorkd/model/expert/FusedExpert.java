package io.lorkd.model.expert;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.ParameterSpec;
import io.lorkd.model.network.Parameters;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A fused expert's file: the network's tensors with the expert folded in, under their names in PyTorch's libraries, and what
 * makes logits of its features: {@code fc.weight} and {@code fc.bias} of a classifier, {@code head.weight} and {@code
 * head.bias} of a 1x1x1 convolution, or {@code head.prompts} for the query decoder, one row per class.
 *
 * @param weights the safetensors file
 * @param network with its query decoder where the head is one
 */
public record FusedExpert(Path weights, ExpertCard card, Network network) {

    public static final String LINEAR_WEIGHT = "fc.weight";
    public static final String LINEAR_BIAS = "fc.bias";
    public static final String HEAD_WEIGHT = "head.weight";
    public static final String HEAD_BIAS = "head.bias";
    public static final String HEAD_PROMPTS = "head.prompts";

    private static final String SUFFIX = ".safetensors";
    private static final int CHANNELS = 3;

    /**
     * Reads the card beside the weights and compares the weights' names and shapes with what it says.
     *
     * @throws InvalidInputException when either cannot be read or they do not belong together
     */
    public static FusedExpert open(Path weights) {
        ExpertCard card = ExpertCard.read(cardOf(weights));
        FusedExpert expert = new FusedExpert(weights, card, networkOf(card));
        try (TensorFile file = TensorFile.open(weights)) {
            expert.tensors(Dtype.F32).forEach(wanted -> check(file, wanted));
        }
        return expert;
    }

    /**
     * {@code skin.json} of {@code skin.safetensors}.
     *
     * @throws InvalidInputException when the file is not named as an expert's
     */
    public static Path cardOf(Path weights) {
        String name = weights.getFileName() == null ? "" : weights.getFileName().toString();
        if (!name.endsWith(SUFFIX)) {
            throw new InvalidInputException("found " + weights + "; expected an expert's " + SUFFIX + " file");
        }
        return weights.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + ".json");
    }

    /** @throws InvalidInputException when the catalogue has no such network, or none for that task */
    public static Network networkOf(ExpertCard card) {
        boolean volumes = card instanceof SegmentationCard;
        Stem stem = card instanceof ClassificationCard images ? images.stem() : Stem.STANDARD;
        Network network = Networks.byName(card.network(), stem, CHANNELS);
        if (network.isSegmenting() != volumes) {
            throw new InvalidInputException("the expert of " + card.region() + " is for "
                    + (volumes ? "volumes" : "images") + ", and its card names the network " + card.network()
                    + ", which is not");
        }
        boolean query =
                card instanceof SegmentationCard segmentation && segmentation.head() == SegmentationCard.Head.QUERY;
        return query ? network.withQueryDecoder() : network;
    }

    /** In the file's order: the network's parameters and statistics as in its tree, then the head. */
    public List<TensorInfo> tensors(Dtype dtype) {
        List<TensorInfo> tensors = new ArrayList<>();
        for (ParameterSpec parameter : Parameters.of(network)) {
            tensors.add(new TensorInfo(parameter.name(), dtype, parameter.shape()));
        }
        headShapes().forEach((name, shape) -> tensors.add(new TensorInfo(name, dtype, shape)));
        return List.copyOf(tensors);
    }

    private Map<String, List<Long>> headShapes() {
        long classes = card.classNames().size();
        long features = network.featureWidth();
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        if (card instanceof ClassificationCard) {
            shapes.put(LINEAR_WEIGHT, List.of(classes, features));
            shapes.put(LINEAR_BIAS, List.of(classes));
        } else if (network.decoder().isPresent()) {
            shapes.put(HEAD_PROMPTS, List.of(classes, (long)
                    network.decoder().get().width()));
        } else {
            shapes.put(HEAD_WEIGHT, List.of(classes, features, 1L, 1L, 1L));
            shapes.put(HEAD_BIAS, List.of(classes));
        }
        return shapes;
    }

    /** @throws InvalidInputException when the file has no such tensor, or one of another shape */
    public static void check(TensorFile file, TensorInfo wanted) {
        TensorInfo found = file.tensor(wanted.name());
        if (!found.shape().equals(wanted.shape())) {
            throw new InvalidInputException(file.file() + ": " + wanted.name() + " has shape " + found.shape()
                    + ", expected " + wanted.shape() + "; the card beside it is of another expert");
        }
    }
}
