package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.network.Network;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorInfo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A fused expert in the engine's memory, in single precision: from inputs to logits. */
final class FusedNetwork implements AutoCloseable {

    private final Network network;
    private final NDManager manager;
    private final Map<String, NDArray> tensors;

    /**
     * @param manager closed with this
     * @param tensors of the network and its head, by name
     */
    FusedNetwork(Network network, NDManager manager, Map<String, NDArray> tensors) {
        this.network = network;
        this.manager = manager;
        this.tensors = Map.copyOf(tensors);
    }

    /** @throws InvalidInputException when the weights are not those that the card describes */
    static FusedNetwork open(FusedExpert expert) {
        List<TensorInfo> infos = expert.tensors(Dtype.F32);
        Map<String, double[]> values = NamedTensors.read(expert.weights(), infos);
        NDManager manager = NDManager.newBaseManager();
        Map<String, NDArray> tensors = new HashMap<>();
        for (TensorInfo info : infos) {
            NDArray vector = new Precision(Dtype.F32).vector(manager, values.get(info.name()));
            tensors.put(info.name(), vector.reshape(new Shape(info.shape())));
        }
        return new FusedNetwork(expert.network(), manager, tensors);
    }

    NDManager manager() {
        return manager;
    }

    /**
     * @param x shape (N, channels, spatial...); one grey channel is repeated
     * @return (N, classes), or (N, classes, spatial...) of a network that segments, in the manager of {@code x}
     */
    NDArray logits(NDArray x) {
        Map<String, NDArray> handles = handles(x.getManager());
        NDArray input = x.getShape().get(1) == 1 ? x.repeat(1, network.inChannels()) : x;
        Features features = new Interpreter(handles, handles, false, Optional.empty()).features(network, input);
        if (network.decoder().isPresent()) {
            return new InterpretedQueries(network.decoder().get(), handles)
                    .logits(features, handles.get(FusedExpert.HEAD_PROMPTS));
        }
        return network.isSegmenting()
                ? ConvolutionHeads.apply(
                        features.last(), handles.get(FusedExpert.HEAD_WEIGHT), handles.get(FusedExpert.HEAD_BIAS))
                : LinearHeads.apply(
                        features.last(), handles.get(FusedExpert.LINEAR_WEIGHT), handles.get(FusedExpert.LINEAR_BIAS));
    }

    /** Of the batch, so that what is made of them goes with it. */
    private Map<String, NDArray> handles(NDManager ofBatch) {
        Map<String, NDArray> handles = new HashMap<>();
        tensors.forEach((name, tensor) -> {
            NDArray handle = tensor.stopGradient();
            handle.attach(ofBatch);
            handles.put(name, handle);
        });
        return handles;
    }

    @Override
    public void close() {
        manager.close();
    }
}
