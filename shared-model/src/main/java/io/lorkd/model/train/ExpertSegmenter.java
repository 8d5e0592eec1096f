package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.expert.SegmentationCard;
import io.lorkd.model.window.PatchNetwork;

import java.nio.file.Path;
import java.util.List;

/** One region's fused segmentation expert, for use: what {@link io.lorkd.model.window.SlidingWindow} slides. */
public final class ExpertSegmenter implements PatchNetwork, AutoCloseable {

    private final SegmentationCard card;
    private final FusedNetwork network;

    /** @param network closed with this */
    ExpertSegmenter(SegmentationCard card, FusedNetwork network) {
        this.card = card;
        this.network = network;
    }

    /**
     * @throws InvalidInputException when the weights or the card beside them cannot be read, do not belong together, or are
     *     of an expert for images
     */
    public static ExpertSegmenter open(Path safetensors) {
        FusedExpert expert = FusedExpert.open(safetensors);
        if (!(expert.card() instanceof SegmentationCard card)) {
            throw new InvalidInputException(
                    safetensors + " is an expert for images; found where one for volumes is expected");
        }
        return new ExpertSegmenter(card, FusedNetwork.open(expert));
    }

    public SegmentationCard card() {
        return card;
    }

    @Override
    public int classes() {
        return card.classes().size();
    }

    @Override
    public float[] logits(float[] voxels, int patches, List<Integer> extents) {
        try (NDManager batch = network.manager().newSubManager()) {
            NDArray x = batch.create(voxels, new Shape(patches, 1, extents.get(0), extents.get(1), extents.get(2)));
            return network.logits(x).toFloatArray();
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
