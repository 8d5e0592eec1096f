package io.lorkd.model.eks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import io.lorkd.model.network.Layer;

import java.util.Arrays;

/**
 * Any geometry, any assignment. The weights are gathered by task index (or mixed by a matrix product); the Hadamard
 * product of the paper's Eq. 4 would build an array of samples x tasks x weights for the same result.
 */
final class Grouped implements EksForm {

    @Override
    public String label() {
        return "grouped";
    }

    @Override
    public boolean supports(Layer.Convolution convolution, TaskAssignment assignment) {
        return true;
    }

    @Override
    public NDArray apply(EksWeights weights, NDArray x, TaskAssignment assignment) {
        Layer.Convolution convolution = weights.convolution();
        int samples = assignment.samples();
        NDArray perSample = perSample(weights, x, assignment)
                .reshape(weights.weightShape((long) samples * convolution.outChannels()));
        Shape spatial = x.getShape().slice(2);
        NDArray folded = x.reshape(new Shape(1, (long) samples * convolution.inChannels()).addAll(spatial));
        NDArray y = weights.convolve(folded, perSample, null, samples * convolution.groups());
        Shape outside = y.getShape().slice(2);
        NDArray unfolded = y.reshape(new Shape(samples, convolution.outChannels()).addAll(outside));
        return weights.bias() == null ? unfolded : unfolded.add(broadcastable(weights.bias(), outside.dimension()));
    }

    /** Each sample's fused weight, one row per sample. */
    private static NDArray perSample(EksWeights weights, NDArray x, TaskAssignment assignment) {
        if (assignment instanceof TaskMixture mixture) {
            NDArray shared = weights.shared().reshape(1, -1);
            if (weights.rows() == 0) {
                return shared.repeat(0, mixture.samples());
            }
            NDArray changes = weights.changes().reshape(weights.tasks(), -1);
            return mixture.weights().matMul(changes).add(shared);
        }
        NDArray fused = weights.fused().reshape(weights.tasks(), -1);
        return gather(x.getManager(), fused, (TaskSegments) assignment);
    }

    /** Row t of {@code perTask} for every sample of task t: shape (samples, columns). */
    static NDArray gather(NDManager manager, NDArray perTask, TaskSegments batch) {
        NDArray index = manager.create(batch.tasks());
        return Embedding.embedding(index, perTask, SparseFormat.DENSE).singletonOrThrow();
    }

    static NDArray broadcastable(NDArray bias, int spatialAxes) {
        long[] shape = new long[spatialAxes + 2];
        Arrays.fill(shape, 1);
        shape[1] = -1;
        return bias.reshape(shape);
    }
}
