package io.lorkd.model.onnx;

import io.lorkd.model.network.Layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tree of layers as nodes of a graph: one more reader of the tree. */
final class LayerNodes {

    private static final double LEAKY_SLOPE = 0.01;

    private final OnnxGraph graph;
    private final Map<String, Value> taps = new HashMap<>();

    LayerNodes(OnnxGraph graph) {
        this.graph = graph;
    }

    /** What a node gives: (N, channels, spatial...), or (N, channels) behind the pooling. */
    record Value(String name, int channels) {
        Value as(String other) {
            return new Value(other, channels);
        }
    }

    Value add(Layer layer, Value x) {
        if (layer instanceof Layer.Sequence sequence) {
            Value current = x;
            for (Layer each : sequence.layers()) {
                current = add(each, current);
            }
            return current;
        } else if (layer instanceof Layer.Branches branches) {
            return branches(branches, x);
        } else if (layer instanceof Layer.Convolution convolution) {
            return convolution(convolution, x);
        } else if (layer instanceof Layer.UpConvolution convolution) {
            return upConvolution(convolution, x);
        } else if (layer instanceof Layer.BatchNormalisation normalisation) {
            return x.as(graph.node(
                    "BatchNormalization",
                    parameters(x, normalisation.name(), ".weight", ".bias", ".running_mean", ".running_var"),
                    node -> node.number("epsilon", normalisation.epsilon())));
        } else if (layer instanceof Layer.InstanceNormalisation normalisation) {
            return x.as(graph.node(
                    "InstanceNormalization",
                    parameters(x, normalisation.name(), ".weight", ".bias"),
                    node -> node.number("epsilon", normalisation.epsilon())));
        } else if (layer instanceof Layer.Activation activation) {
            return x.as(
                    switch (activation.function()) {
                        case RELU -> graph.node("Relu", x.name());
                        case LEAKY_RELU ->
                            graph.node("LeakyRelu", List.of(x.name()), node -> node.number("alpha", LEAKY_SLOPE));
                    });
        } else if (layer instanceof Layer.MaxPooling pooling) {
            return x.as(graph.node(
                    "MaxPool",
                    List.of(x.name()),
                    node -> node.ints("kernel_shape", pooling.kernel())
                            .ints("strides", pooling.stride())
                            .ints("pads", bothSides(pooling.padding()))));
        } else if (layer instanceof Layer.GlobalAveragePooling) {
            return x.as(graph.node("Flatten", graph.node("GlobalAveragePool", x.name())));
        } else if (layer instanceof Layer.ChannelShuffle shuffle) {
            return shuffle(shuffle, x);
        } else if (layer instanceof Layer.Tap tap) {
            taps.put(tap.name(), x);
            return x;
        }
        throw new IllegalStateException("no ONNX of " + layer.getClass().getSimpleName());
    }

    /** What has passed the tap of that name so far. */
    Value tap(String name) {
        return taps.get(name);
    }

    private Value branches(Layer.Branches branches, Value x) {
        int count = branches.branches().size();
        List<Value> inputs =
                switch (branches.fork()) {
                    case COPY -> branches.branches().stream().map(branch -> x).toList();
                    case SPLIT_CHANNELS ->
                        graph.nodes("Split", List.of(x.name()), count, node -> node.integer("axis", 1)).stream()
                                .map(part -> new Value(part, x.channels() / count))
                                .toList();
                };
        List<Value> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(add(branches.branches().get(i), inputs.get(i)));
        }
        return switch (branches.join()) {
            case CONCAT_CHANNELS ->
                new Value(
                        graph.node(
                                "Concat", results.stream().map(Value::name).toList(), node -> node.integer("axis", 1)),
                        results.stream().mapToInt(Value::channels).sum());
            case ADD ->
                results.stream()
                        .reduce((a, b) -> a.as(graph.node("Add", a.name(), b.name())))
                        .orElseThrow();
        };
    }

    private Value convolution(Layer.Convolution convolution, Value x) {
        List<String> inputs = convolution.bias()
                ? parameters(x, convolution.name(), ".weight", ".bias")
                : parameters(x, convolution.name(), ".weight");
        String y = graph.node(
                "Conv",
                inputs,
                node -> node.ints("kernel_shape", convolution.kernel())
                        .ints("strides", convolution.stride())
                        .ints("pads", bothSides(convolution.padding()))
                        .ints("dilations", convolution.dilation())
                        .integer("group", convolution.groups()));
        return new Value(y, convolution.outChannels());
    }

    private Value upConvolution(Layer.UpConvolution convolution, Value x) {
        String y = graph.node(
                "ConvTranspose",
                parameters(x, convolution.name(), ".weight", ".bias"),
                node -> node.ints("kernel_shape", convolution.factor()).ints("strides", convolution.factor()));
        return new Value(y, convolution.outChannels());
    }

    /**
     * As one gathering of channels, which needs no extents; Reshape, Transpose and Reshape would have to name them or ask for
     * them at run time.
     */
    private Value shuffle(Layer.ChannelShuffle shuffle, Value x) {
        int perGroup = x.channels() / shuffle.groups();
        List<Long> from = new ArrayList<>();
        for (int i = 0; i < perGroup; i++) {
            for (int group = 0; group < shuffle.groups(); group++) {
                from.add((long) group * perGroup + i);
            }
        }
        return x.as(graph.node("Gather", List.of(x.name(), graph.integers(from)), node -> node.integer("axis", 1)));
    }

    private List<String> parameters(Value x, String layer, String... suffixes) {
        List<String> inputs = new ArrayList<>(List.of(x.name()));
        for (String suffix : suffixes) {
            inputs.add(graph.parameter(layer + suffix));
        }
        return inputs;
    }

    /** Of all axes at the beginning, then of all at the end. */
    private static List<Integer> bothSides(List<Integer> padding) {
        List<Integer> sides = new ArrayList<>(padding);
        sides.addAll(padding);
        return sides;
    }
}
