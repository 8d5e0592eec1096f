package io.lorkd.model.train;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.ImageSource;
import io.lorkd.model.expert.ClassificationCard;
import io.lorkd.model.expert.FusedExpert;

import java.nio.file.Path;
import java.util.List;

/** One region's fused expert, for use: a plain network with a head, as {@link TrainingSession#writeExpert} wrote it. */
public final class ExpertClassifier implements AutoCloseable {

    private final ClassificationCard card;
    private final FusedNetwork network;

    /** @param network closed with this */
    ExpertClassifier(ClassificationCard card, FusedNetwork network) {
        this.card = card;
        this.network = network;
    }

    /**
     * @throws InvalidInputException when the weights or the card beside them cannot be read, do not belong together, or are
     *     of an expert for volumes
     */
    public static ExpertClassifier open(Path safetensors) {
        FusedExpert expert = FusedExpert.open(safetensors);
        if (!(expert.card() instanceof ClassificationCard card)) {
            throw new InvalidInputException(
                    safetensors + " is an expert for volumes; found where one for images is expected");
        }
        return new ExpertClassifier(card, FusedNetwork.open(expert));
    }

    public ClassificationCard card() {
        return card;
    }

    /**
     * @param images each 3 * imageSize * imageSize values, channel first, normalised as the card says
     * @return one row per image, the probability of each of the card's classes
     */
    public double[][] predict(List<float[]> images) {
        return new Prediction(card.classes().size(), 1)
                .over(new Unlabelled(images), card.imageSize(), network.manager(), network::logits)
                .probabilities();
    }

    @Override
    public void close() {
        network.close();
    }

    private record Unlabelled(List<float[]> images) implements ImageSource {

        @Override
        public int size() {
            return images.size();
        }

        @Override
        public int label(int i) {
            return 0;
        }

        @Override
        public void read(int i, float[] into) {
            float[] image = images.get(i);
            if (image.length != into.length) {
                throw new IllegalArgumentException(
                        "image " + i + " has " + image.length + " values, expected " + into.length);
            }
            System.arraycopy(image, 0, into, 0, image.length);
        }
    }
}
