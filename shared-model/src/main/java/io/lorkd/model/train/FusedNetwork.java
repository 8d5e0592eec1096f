package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.convolutional.Conv3d;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.network.Network;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorInfo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A fused expert in the engine's memory, in single precision: from inputs to logits. */
final class FusedNetwork implements AutoCloseable {

    private final Network network;
    private final NDManager manager;
    private final Layout layout;
    private final NDArray values;

    private FusedNetwork(Network network, NDManager manager, Layout layout, NDArray values) {
        this.network = network;
        this.manager = manager;
        this.layout = layout;
        this.values = values;
    }

    /** @throws InvalidInputException when the weights are not those that the card describes */
    static FusedNetwork open(FusedExpert expert) {
        if (expert.network().decoder().isPresent()) {
            throw new InvalidInputException(expert.weights()
                    + ": experts with a query decoder cannot be opened yet; one with head: convolution can");
        }
        List<TensorInfo> tensors = expert.tensors(Dtype.F32);
        Layout layout = layout(tensors);
        double[] vector = layout.pack(NamedTensors.read(expert.weights(), tensors));
        NDManager manager = NDManager.newBaseManager();
        return new FusedNetwork(expert.network(), manager, layout, new Precision(Dtype.F32).vector(manager, vector));
    }

    private static Layout layout(List<TensorInfo> tensors) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        tensors.forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
        return Layout.of(shapes);
    }

    NDManager manager() {
        return manager;
    }

    /**
     * @param x shape (N, channels, spatial...); one grey channel is repeated
     * @return (N, classes), or (N, classes, spatial...) of a network that segments, in the manager of {@code x}
     */
    NDArray logits(NDArray x) {
        NDArray handle = values.stopGradient();
        handle.attach(x.getManager());
        Map<String, NDArray> tensors = layout.views(handle);
        NDArray features = new Interpreter(tensors, tensors, false, Optional.empty())
                .run(network.trunk(), x.getShape().get(1) == 1 ? x.repeat(1, network.inChannels()) : x);
        if (!network.isSegmenting()) {
            return features.matMul(tensors.get(FusedExpert.LINEAR_WEIGHT).transpose())
                    .add(tensors.get(FusedExpert.LINEAR_BIAS));
        }
        try (features) {
            return Conv3d.conv3d(features, tensors.get(FusedExpert.HEAD_WEIGHT), tensors.get(FusedExpert.HEAD_BIAS))
                    .singletonOrThrow();
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
