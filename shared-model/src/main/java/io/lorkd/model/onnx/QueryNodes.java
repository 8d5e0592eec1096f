package io.lorkd.model.onnx;

import io.lorkd.model.network.PositionCode;
import io.lorkd.model.network.QueryDecoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A query decoder (see {@link QueryDecoder}) as nodes of a graph, for volumes of any extents. */
final class QueryNodes {

    private static final double EPSILON = 1e-5;
    private static final int AXES = 3;

    private final OnnxGraph graph;
    private final QueryDecoder decoder;

    QueryNodes(OnnxGraph graph, QueryDecoder decoder) {
        this.graph = graph;
        this.decoder = decoder;
    }

    /**
     * @param taps the value at each tap that the decoder reads
     * @param prompts (classes, width)
     * @return (N, classes, features): what each class looks like in each volume
     */
    String masks(Map<String, String> taps, String prompts) {
        String sources = sources(taps);
        String memory = perceptron(positions(sources), "projection_layer");
        String keys = graph.node("Add", memory, code(sources));
        // One for all volumes: the memory's first axis is broadcast over it.
        String queries = graph.node("Unsqueeze", prompts, graph.integers(List.of(0L)));
        for (int i = 0; i < decoder.layers(); i++) {
            String layer = "transformer_decoder.layers." + i;
            String asked = normalised(queries, layer + ".norm2");
            queries = graph.node("Add", queries, attention(layer + ".multihead_attn", asked, keys, memory));
            String hidden = graph.node("Relu", linear(normalised(queries, layer + ".norm3"), layer + ".linear1"));
            queries = graph.node("Add", queries, linear(hidden, layer + ".linear2"));
        }
        return perceptron(normalised(queries, "transformer_decoder.norm"), "mask_embed_proj");
    }

    /** All at the memory's stride: (N, memoryChannels, depth, height, width). */
    private String sources(Map<String, String> taps) {
        List<String> pooled = new ArrayList<>();
        for (QueryDecoder.Source source : decoder.sources()) {
            String tap = taps.get(source.tap());
            List<Integer> window = List.of(source.pooling(), source.pooling(), source.pooling());
            pooled.add(
                    source.pooling() == 1
                            ? tap
                            : graph.node(
                                    "AveragePool",
                                    List.of(tap),
                                    node -> node.ints("kernel_shape", window).ints("strides", window)));
        }
        return graph.node("Concat", pooled, node -> node.integer("axis", 1));
    }

    /** (N, channels, depth, height, width) to (N, positions, channels). */
    private String positions(String sources) {
        return transposed(
                graph.node("Reshape", sources, graph.integers(List.of(0L, (long) decoder.memoryChannels(), -1L))),
                List.of(0, 2, 1));
    }

    /** Of each position, as the extents at run time have it: (1, positions, width). */
    private String code(String sources) {
        String shape = graph.node("Shape", sources);
        String extents = graph.node("Slice", shape, graph.integers(List.of(2L)), graph.integers(List.of(2L + AXES)));
        // Behind the extents a 1: there the waves keep what they have.
        String everywhere =
                graph.node("Concat", List.of(extents, graph.integers(List.of(1L))), node -> node.integer("axis", 0));
        List<String> parts = new ArrayList<>();
        for (int axis = 0; axis < AXES; axis++) {
            String waves = waves(graph.node("Gather", extents, graph.integer(axis)), axis);
            parts.add(graph.node("Expand", waves, everywhere));
        }
        String code = graph.node("Concat", parts, node -> node.integer("axis", AXES));
        return graph.node("Reshape", code, graph.integers(List.of(1L, -1L, (long) decoder.width())));
    }

    /** Along one axis: its extent there, 1 along the others, the axis' share of the width behind. */
    private String waves(String extent, int axis) {
        PositionCode.Waves waves = PositionCode.along(axis, AXES, decoder.width());
        List<Long> ahead = new ArrayList<>(List.of(1L, 1L, 1L, 1L));
        ahead.set(axis, -1L);
        String coordinates = graph.node(
                "Cast",
                List.of(graph.node("Range", graph.integer(0), extent, graph.integer(1))),
                node -> node.integer("to", OnnxGraph.FLOAT));
        String column = graph.node("Reshape", coordinates, graph.integers(ahead));
        String angle = graph.node("Mul", column, graph.numbers(waves.rates()));
        return graph.node("Sin", graph.node("Add", angle, graph.numbers(waves.phases())));
    }

    /** Two linear layers, a GELU behind each. */
    private String perceptron(String x, String name) {
        return gelu(linear(gelu(linear(x, name + ".0")), name + ".2"));
    }

    /** x / 2 (1 + erf(x / sqrt(2))): the operator set has none of its own yet. */
    private String gelu(String x) {
        String erf = graph.node("Erf", graph.node("Mul", x, graph.number(Math.sqrt(0.5))));
        String factor = graph.node("Mul", graph.node("Add", erf, graph.number(1)), graph.number(0.5));
        return graph.node("Mul", x, factor);
    }

    private String attention(String name, String queries, String keys, String values) {
        List<String> weights = thirds(name + ".in_proj_weight");
        List<String> biases = thirds(name + ".in_proj_bias");
        String q = heads(linear(queries, weights.get(0), biases.get(0)), List.of(0, 2, 1, 3));
        String k = heads(linear(keys, weights.get(1), biases.get(1)), List.of(0, 2, 3, 1));
        String v = heads(linear(values, weights.get(2), biases.get(2)), List.of(0, 2, 1, 3));
        double scale = 1 / Math.sqrt((double) decoder.width() / decoder.heads());
        String scores = graph.node("MatMul", graph.node("Mul", q, graph.number(scale)), k);
        String look = graph.node("Softmax", List.of(scores), node -> node.integer("axis", 3));
        String seen = transposed(graph.node("MatMul", look, v), List.of(0, 2, 1, 3));
        String together = graph.node("Reshape", seen, graph.integers(List.of(0L, 0L, (long) decoder.width())));
        return linear(together, name + ".out_proj");
    }

    /** Of queries, keys and values. */
    private List<String> thirds(String parameter) {
        return graph.nodes("Split", List.of(graph.parameter(parameter)), 3, node -> node.integer("axis", 0));
    }

    private String heads(String x, List<Integer> order) {
        List<Long> shape = List.of(0L, 0L, (long) decoder.heads(), (long) decoder.width() / decoder.heads());
        return transposed(graph.node("Reshape", x, graph.integers(shape)), order);
    }

    private String linear(String x, String name) {
        return linear(x, graph.parameter(name + ".weight"), graph.parameter(name + ".bias"));
    }

    /** @param weight (out, in) */
    private String linear(String x, String weight, String bias) {
        return graph.node("Add", graph.node("MatMul", x, transposed(weight, List.of(1, 0))), bias);
    }

    private String normalised(String x, String name) {
        return graph.node(
                "LayerNormalization",
                List.of(x, graph.parameter(name + ".weight"), graph.parameter(name + ".bias")),
                node -> node.integer("axis", -1).number("epsilon", EPSILON));
    }

    private String transposed(String x, List<Integer> order) {
        return graph.node("Transpose", List.of(x), node -> node.ints("perm", order));
    }
}
