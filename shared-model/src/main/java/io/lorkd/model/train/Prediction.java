package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.data.Batches;
import io.lorkd.model.data.ImageSource;

import java.util.function.UnaryOperator;

/** Runs a classifier over images, a chunk at a time, so that memory does not grow with their number. */
record Prediction(int classes, double temperature) {

    private static final int CHUNK = 64;
    private static final int CHANNELS = 3;

    /**
     * @param logits from a chunk of images (samples, 3, size, size) to (samples, classes), in the chunk's manager
     */
    Predictions over(ImageSource images, int imageSize, NDManager manager, UnaryOperator<NDArray> logits) {
        double[][] probabilities = new double[images.size()][];
        int[] labels = new int[images.size()];
        double loss = 0;
        int first = 0;
        for (int size : Batches.sizes(images.size(), CHUNK)) {
            double[] logProbabilities = chunk(images, first, size, imageSize, manager, logits);
            for (int i = 0; i < size; i++) {
                double[] row = new double[classes];
                for (int c = 0; c < classes; c++) {
                    row[c] = Math.exp(logProbabilities[i * classes + c]);
                }
                int image = first + i;
                probabilities[image] = row;
                labels[image] = images.label(image);
                loss -= logProbabilities[i * classes + labels[image]];
            }
            first += size;
        }
        return new Predictions(probabilities, labels, loss / images.size());
    }

    private double[] chunk(
            ImageSource images, int first, int size, int imageSize, NDManager manager, UnaryOperator<NDArray> logits) {
        int values = CHANNELS * imageSize * imageSize;
        float[] pixels = new float[Math.multiplyExact(size, values)];
        float[] image = new float[values];
        for (int i = 0; i < size; i++) {
            images.read(first + i, image);
            System.arraycopy(image, 0, pixels, i * values, values);
        }
        try (NDManager chunk = manager.newSubManager()) {
            NDArray batch = chunk.create(pixels, new Shape(size, CHANNELS, imageSize, imageSize));
            return logits.apply(batch)
                    .toType(DataType.FLOAT64, false)
                    .div(temperature)
                    .logSoftmax(1)
                    .toDoubleArray();
        }
    }
}
