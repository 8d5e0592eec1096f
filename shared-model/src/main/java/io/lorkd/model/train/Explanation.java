package io.lorkd.model.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.explain.GradCam;
import io.lorkd.model.explain.HeatMap;
import io.lorkd.model.network.Layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Predicts a few images and says by Grad-CAM what each prediction rests on. Gradients are recorded from the last feature maps
 * on only; nothing of the model changes. Its caller sees to it that steps take turns in the JVM.
 *
 * @param temperature what logits are divided by
 */
record Explanation(ModelState state, Student student, double temperature) {

    private static final int CHANNELS = 3;

    /**
     * @param task the images' region
     * @param images each 3 * imageSize * imageSize values
     */
    List<ExplainedPrediction> of(int task, List<float[]> images, int imageSize) {
        List<Layer> layers = ((Layer.Sequence) state.network().trunk()).layers();
        int pooling = layers.indexOf(new Layer.GlobalAveragePooling());
        try (NDManager batch = state.manager().newSubManager()) {
            NDArray pixels = state.precision()
                    .images(batch, joined(images), new Shape(images.size(), CHANNELS, imageSize, imageSize));
            TaskSegments segments = TaskSegments.single(task, images.size());
            Map<String, NDArray> parameters = student.constants(batch);
            Interpreter network = student.inUse(batch, segments, parameters);

            NDArray maps = network.run(new Layer.Sequence(layers.subList(0, pooling)), pixels);
            maps.setRequiresGradient(true);
            double[] logits;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray pooled = network.run(new Layer.Sequence(layers.subList(pooling, layers.size())), maps);
                NDArray scores = state.heads().logits(task, Features.of(pooled), parameters);
                logits = state.precision().values(scores);
                collector.backward(scores.mul(ofLargest(scores, logits)).sum());
            }
            return predictions(maps, logits, images.size());
        }
    }

    private static float[] joined(List<float[]> images) {
        int values = images.get(0).length;
        float[] joined = new float[Math.multiplyExact(images.size(), values)];
        for (int i = 0; i < images.size(); i++) {
            System.arraycopy(images.get(i), 0, joined, i * values, values);
        }
        return joined;
    }

    /** 1 at each image's largest score and 0 elsewhere: one image's score is nothing to another's feature maps. */
    private NDArray ofLargest(NDArray scores, double[] logits) {
        int classes = Math.toIntExact(scores.getShape().get(1));
        double[] chosen = new double[logits.length];
        for (int row = 0; row < logits.length; row += classes) {
            int largest = row;
            for (int c = row; c < row + classes; c++) {
                largest = logits[c] > logits[largest] ? c : largest;
            }
            chosen[largest] = 1;
        }
        return state.precision().vector(scores.getManager(), chosen).reshape(scores.getShape());
    }

    private List<ExplainedPrediction> predictions(NDArray maps, double[] logits, int images) {
        Shape shape = maps.getShape();
        int channels = Math.toIntExact(shape.get(1));
        int height = Math.toIntExact(shape.get(2));
        int width = Math.toIntExact(shape.get(3));
        int values = channels * height * width;
        int classes = logits.length / images;
        float[] all = Precision.singles(maps);
        float[] gradients;
        try (NDArray gradient = maps.getGradient()) {
            gradients = Precision.singles(gradient);
        }
        List<ExplainedPrediction> predictions = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            HeatMap heat = GradCam.of(
                    Arrays.copyOfRange(all, i * values, (i + 1) * values),
                    Arrays.copyOfRange(gradients, i * values, (i + 1) * values),
                    channels,
                    height,
                    width);
            predictions.add(new ExplainedPrediction(
                    probabilities(Arrays.copyOfRange(logits, i * classes, (i + 1) * classes)), heat));
        }
        return predictions;
    }

    private double[] probabilities(double[] logits) {
        double largest = Arrays.stream(logits).max().orElseThrow();
        double[] exponentials = Arrays.stream(logits)
                .map(logit -> Math.exp((logit - largest) / temperature))
                .toArray();
        double sum = Arrays.stream(exponentials).sum();
        return Arrays.stream(exponentials).map(each -> each / sum).toArray();
    }
}
