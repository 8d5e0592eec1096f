package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.lorkd.model.eks.EksWeights;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.network.Layer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The experts of all regions, as one flat vector. Convolutions of the same shape lie in one block, so that the products
 * {@code B A} of a whole block, all its layers and regions, are one batched matrix product; regions of lower rank are
 * padded with zeros, which stay zero in training (see {@link EksWeights}).
 */
final class ExpertBank implements AutoCloseable {

    private final ExpertTensors tensors;
    private final ParameterGroup group;
    private final NDManager manager;
    private final NDArray scale;

    /** The experts at work in one batch, and the batch as they count tasks. */
    record Active(Map<String, EksWeights> weights, TaskSegments segments) {}

    /** @param values by tensor name, see {@link ExpertTensors} */
    ExpertBank(
            NDManager parent,
            Precision precision,
            Optimiser optimiser,
            ExpertTensors tensors,
            List<Double> scales,
            Map<String, double[]> values) {
        this.tensors = tensors;
        this.manager = parent.newSubManager();
        this.group = new ParameterGroup(manager, precision, optimiser, tensors.pack(values));
        this.scale = precision.vector(manager, tensors.scales(scales));
    }

    ParameterGroup group() {
        return group;
    }

    ExpertTensors tensors() {
        return tensors;
    }

    /**
     * @param vector a handle of the bank's vector that belongs to the batch; gradients flow back to it
     * @param parameters the network's shared parameters by name
     */
    Active activate(NDArray vector, Map<String, NDArray> parameters, TaskSegments batch) {
        NDList pieces = vector.mul(scale).split(tensors.boundaries());
        int regions = tensors.regions().size();
        boolean narrow = batch.isSingle() && regions > 1;
        TaskSegments active = batch.isSingle() ? TaskSegments.single(0, batch.samples()) : batch;
        Map<String, EksWeights> weights = new HashMap<>();
        for (int i = 0; i < tensors.blocks().size(); i++) {
            ExpertTensors.Block block = tensors.blocks().get(i);
            NDArray a = matrices(pieces.get(2 * i), block.rows(), block.columns());
            NDArray b = matrices(pieces.get(2 * i + 1), block.outRows(), block.rows());
            if (narrow) {
                int task = batch.segments().get(0).task();
                a = ofTask(a, task, block.rows(), block.columns());
                b = ofTask(b, task, block.outRows(), block.rows());
            }
            activate(block, a, b, parameters, weights);
        }
        return new Active(weights, active);
    }

    private static void activate(
            ExpertTensors.Block block,
            NDArray a,
            NDArray b,
            Map<String, NDArray> parameters,
            Map<String, EksWeights> into) {
        int layers = block.convolutions().size();
        NDList eachA = a.split(layers, 0);
        NDList eachB = b.split(layers, 0);
        Products products = new Products(a, b, block);
        for (int i = 0; i < layers; i++) {
            int layer = i;
            Layer.Convolution convolution = block.convolutions().get(layer);
            into.put(
                    convolution.name(),
                    new EksWeights(
                            convolution,
                            parameters.get(convolution.name() + ".weight"),
                            parameters.get(convolution.name() + ".bias"),
                            eachA.get(layer),
                            eachB.get(layer),
                            () -> products.of(layer)));
        }
    }

    /** {@code B A} of all layers of a block, made when the first of them takes a form that fuses. */
    private static final class Products {
        private final NDArray a;
        private final NDArray b;
        private final ExpertTensors.Block block;
        private NDList each;

        Products(NDArray a, NDArray b, ExpertTensors.Block block) {
            this.a = a;
            this.b = b;
            this.block = block;
        }

        NDArray of(int layer) {
            if (each == null) {
                NDArray all = b.matMul(a);
                each = all.reshape(block.weightShape(all.getShape().get(0)))
                        .split(block.convolutions().size(), 0);
            }
            return each.get(layer);
        }
    }

    /** (layers * regions, rows, columns). */
    private static NDArray matrices(NDArray flat, int rows, int columns) {
        return flat.reshape(-1, rows, columns);
    }

    private NDArray ofTask(NDArray matrices, int task, int rows, int columns) {
        return matrices.reshape(-1, tensors.regions().size(), rows, columns)
                .get(new NDIndex().addAllDim().addIndices(task));
    }

    @Override
    public void close() {
        manager.close();
    }
}
