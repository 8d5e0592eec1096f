package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import io.lorkd.model.array.Scalars;
import io.lorkd.model.network.PositionCode;
import io.lorkd.model.network.QueryDecoder;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Runs a query decoder (see {@link QueryDecoder}) forward. Its dropout is left out, in training too: what is drawn would
 * have to be part of every checkpoint, and of both sides of an exchange of gradients.
 *
 * @param tensors the decoder's, by name
 */
record InterpretedQueries(QueryDecoder decoder, Map<String, NDArray> tensors) {

    private static final float EPSILON = 1e-5f;

    /**
     * @param prompts shape (classes, width)
     * @return shape (samples, classes, spatial...)
     */
    NDArray logits(Features features, NDArray prompts) {
        NDArray memory = memory(features.taps());
        NDArray keys = memory.add(code(features.taps(), memory));
        long samples = memory.getShape().get(0);
        NDArray queries = prompts.expandDims(0).broadcast(new Shape(samples).addAll(prompts.getShape()));
        for (int i = 0; i < decoder.layers(); i++) {
            String layer = "transformer_decoder.layers." + i;
            NDArray asked = normalised(queries, layer + ".norm2");
            queries = queries.add(attention(layer + ".multihead_attn", asked, keys, memory));
            NDArray hidden = linear(normalised(queries, layer + ".norm3"), layer + ".linear1")
                    .getNDArrayInternal()
                    .relu();
            queries = queries.add(linear(hidden, layer + ".linear2"));
        }
        NDArray masks = perceptron(normalised(queries, "transformer_decoder.norm"), "mask_embed_proj");
        Shape voxels = features.last().getShape();
        NDArray points = features.last().reshape(samples, voxels.get(1), -1);
        return masks.matMul(points)
                .reshape(new Shape(samples, prompts.getShape().get(0)).addAll(voxels.slice(2)));
    }

    /** All sources at the memory's stride: shape (samples, positions, width). */
    private NDArray memory(Map<String, NDArray> taps) {
        NDList pooled = new NDList();
        for (QueryDecoder.Source source : decoder.sources()) {
            NDArray tap = taps.get(source.tap());
            pooled.add(source.pooling() == 1 ? tap : averaged(tap, source.pooling()));
        }
        NDArray together = NDArrays.concat(pooled, 1);
        long samples = together.getShape().get(0);
        NDArray positions =
                together.reshape(samples, decoder.memoryChannels(), -1).transpose(0, 2, 1);
        return perceptron(positions, "projection_layer");
    }

    private static NDArray averaged(NDArray tap, int pooling) {
        int axes = tap.getShape().dimension() - 2;
        Shape window = new Shape(Collections.nCopies(axes, (long) pooling));
        Shape none = new Shape(Collections.nCopies(axes, 0L));
        return axes == 2
                ? Pool.avgPool2d(tap, window, window, none, false, true)
                : Pool.avgPool3d(tap, window, window, none, false, true);
    }

    /** Of each position of the memory: shape (1, positions, width). */
    private NDArray code(Map<String, NDArray> taps, NDArray memory) {
        QueryDecoder.Source any = decoder.sources().get(0);
        List<Integer> extents = Arrays.stream(
                        taps.get(any.tap()).getShape().slice(2).getShape())
                .mapToObj(extent -> Math.toIntExact(extent / any.pooling()))
                .toList();
        NDManager batch = memory.getManager();
        float[] code = PositionCode.of(extents, decoder.width());
        return batch.create(code, new Shape(1, code.length / decoder.width(), decoder.width()))
                .toType(memory.getDataType(), false);
    }

    /** Two linear layers, a GELU behind each. */
    private NDArray perceptron(NDArray x, String name) {
        NDArray hidden = linear(x, name + ".0").getNDArrayInternal().gelu();
        return linear(hidden, name + ".2").getNDArrayInternal().gelu();
    }

    /** Every head's queries look at all positions: shape (samples, classes, width). */
    private NDArray attention(String name, NDArray queries, NDArray keys, NDArray values) {
        NDList weights = tensors.get(name + ".in_proj_weight").split(3, 0);
        NDList biases = tensors.get(name + ".in_proj_bias").split(3, 0);
        NDArray q = heads(queries, weights.get(0), biases.get(0));
        NDArray k = heads(keys, weights.get(1), biases.get(1));
        NDArray v = heads(values, weights.get(2), biases.get(2));
        double scale = 1 / Math.sqrt((double) decoder.width() / decoder.heads());
        NDArray look =
                q.mul(Scalars.of(q, scale)).matMul(k.transpose(0, 1, 3, 2)).softmax(3);
        NDArray seen = look.matMul(v).transpose(0, 2, 1, 3).reshape(queries.getShape());
        return linear(seen, name + ".out_proj");
    }

    /** Shape (samples, heads, rows, width / heads). */
    private NDArray heads(NDArray x, NDArray weight, NDArray bias) {
        Shape shape = x.getShape();
        return Linear.linear(x, weight, bias)
                .singletonOrThrow()
                .reshape(shape.get(0), shape.get(1), decoder.heads(), decoder.width() / decoder.heads())
                .transpose(0, 2, 1, 3);
    }

    private NDArray linear(NDArray x, String name) {
        return Linear.linear(x, tensors.get(name + ".weight"), tensors.get(name + ".bias"))
                .singletonOrThrow();
    }

    private NDArray normalised(NDArray x, String name) {
        return LayerNorm.layerNorm(
                        x,
                        new Shape(decoder.width()),
                        tensors.get(name + ".weight"),
                        tensors.get(name + ".bias"),
                        EPSILON)
                .singletonOrThrow();
    }
}
