package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.BatchNorm;
import io.lorkd.model.InvalidInputException;

/**
 * Instance normalisation by the engine's batch normalisation, which is what PyTorch does too: with samples folded into
 * the channels, a batch of one has one channel for each sample's each channel.
 */
final class InterpretedInstances {

    private InterpretedInstances() {}

    /**
     * @param x shape (samples, channels, spatial...)
     * @param weight shape (channels), as is {@code bias}
     * @throws InvalidInputException when there is one position, of which nothing would be left but the bias
     */
    static NDArray normalise(NDArray x, NDArray weight, NDArray bias, double epsilon) {
        Shape shape = x.getShape();
        long samples = shape.get(0);
        long instances = samples * shape.get(1);
        if (shape.slice(2).size() == 1) {
            throw new InvalidInputException(
                    "a patch is so small that its deepest features have one position, over which"
                            + " nothing can be normalised; double one extent of the patch at least");
        }
        NDManager batch = x.getManager();
        Shape folded = new Shape(1, instances).addAll(shape.slice(2));
        // The engine insists on writing running statistics somewhere.
        try (NDArray mean = batch.zeros(new Shape(instances), x.getDataType());
                NDArray variance = batch.zeros(new Shape(instances), x.getDataType());
                NDArray together = x.reshape(folded);
                NDArray weights = weight.tile(samples);
                NDArray biases = bias.tile(samples);
                NDArray normalised = BatchNorm.batchNorm(
                                together, mean, variance, weights, biases, -1, 0f, (float) epsilon, true)
                        .singletonOrThrow()) {
            return normalised.reshape(shape);
        }
    }
}
