package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.ImageSource;
import io.lorkd.model.expert.ClassificationCard;
import io.lorkd.model.expert.ExpertCard;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.ParameterSpec;
import io.lorkd.model.network.Parameters;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One region's fused expert, for use: a plain network with a head, as {@link TrainingSession#writeExpert} wrote it. */
public final class ExpertClassifier implements AutoCloseable {

    private static final int CHANNELS = 3;

    private final ClassificationCard card;
    private final Network network;
    private final NDManager manager;
    private final Layout layout;
    private final NDArray values;

    private ExpertClassifier(
            ClassificationCard card, Network network, NDManager manager, Layout layout, NDArray values) {
        this.card = card;
        this.network = network;
        this.manager = manager;
        this.layout = layout;
        this.values = values;
    }

    /**
     * @param json the {@link ExpertCard} beside the weights
     * @throws InvalidInputException when either cannot be read or they do not belong together
     */
    public static ExpertClassifier open(Path safetensors, Path json) {
        if (!(ExpertCard.read(json) instanceof ClassificationCard card)) {
            throw new InvalidInputException(
                    json + " describes an expert for volumes; found where one for images is" + " expected");
        }
        Network network = Networks.byName(card.network(), card.stem(), CHANNELS);
        List<ParameterSpec> parameters = Parameters.of(network);
        List<TensorInfo> tensors = Fusion.tensors(
                parameters, network.featureWidth(), card.classes().size(), Dtype.F32);
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        tensors.forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
        Layout layout = Layout.of(shapes);
        double[] vector = layout.pack(NamedTensors.read(safetensors, tensors));
        NDManager manager = NDManager.newBaseManager();
        return new ExpertClassifier(card, network, manager, layout, new Precision(Dtype.F32).vector(manager, vector));
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
                .over(new Unlabelled(images), card.imageSize(), manager, this::logits)
                .probabilities();
    }

    private NDArray logits(NDArray images) {
        NDArray handle = values.stopGradient();
        handle.attach(images.getManager());
        Map<String, NDArray> tensors = layout.views(handle);
        NDArray features = new Interpreter(tensors, tensors, false, Optional.empty()).run(network.trunk(), images);
        return features.matMul(tensors.get(Fusion.HEAD_WEIGHT).transpose()).add(tensors.get(Fusion.HEAD_BIAS));
    }

    @Override
    public void close() {
        manager.close();
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
