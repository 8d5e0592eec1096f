package io.lorkd.model.network;

import io.lorkd.model.InvalidInputException;

import java.util.ArrayList;
import java.util.List;

/**
 * SAT's query decoder, as data: class prompts ask the encoder's features what the class looks like in this input. It is
 * shared by all regions and carries no experts. Its tensors are named as in SAT's state dict.
 *
 * <ol>
 *   <li>Memory: each source's feature map, average-pooled, all concatenated over channels, in the order of {@code sources}:
 *       (N, {@link #memoryChannels}, positions); then Linear, GELU, Linear, GELU to (N, positions, width): {@code
 *       projection_layer.0} and {@code .2}. A sine code of the position is added where the memory is used as key.
 *   <li>Queries: prompts (classes, width) pass {@code layers} pre-norm layers {@code transformer_decoder.layers.I}:
 *       queries + {@code multihead_attn}({@code norm2}(queries), memory + code, memory), then + {@code linear2}(ReLU({@code
 *       linear1}({@code norm3}(...)))). {@code norm1} is counted and never used, as in SAT. Last {@code
 *       transformer_decoder.norm}.
 *   <li>Masks: {@code mask_embed_proj.0}, GELU, {@code mask_embed_proj.2}, GELU: (N, classes, features). A voxel's logit for a
 *       class is the dot product with the trunk's output there.
 * </ol>
 *
 * @param sources the taps it reads
 * @param width of prompts, memory and queries
 * @param heads of the attention
 * @param feedForward hidden width of a layer
 * @param dropout after attention and in the feed-forward part, in training
 * @param hidden width within the mask projection
 * @param features the trunk's feature width
 */
public record QueryDecoder(
        List<Source> sources,
        int memoryStride,
        int width,
        int heads,
        int layers,
        int feedForward,
        double dropout,
        int hidden,
        int features) {

    /** At this stride an input of 288 x 288 x 96 voxels still is 243 positions of memory. */
    private static final int DEEPEST_MEMORY = 32;

    /**
     * @param tap the {@link Layer.Tap}'s name
     * @param pooling kernel and stride of the average pooling, along each axis; 1 for none
     */
    public record Source(String tap, int channels, int pooling) {}

    public QueryDecoder {
        sources = List.copyOf(sources);
        if (sources.isEmpty() || width % heads != 0) {
            throw new IllegalArgumentException(
                    "a query decoder of width " + width + " on " + sources.size() + " taps with " + heads + " heads");
        }
    }

    /**
     * With SAT's sizes, behind that trunk. The memory stands at 1/32 of the extents, or, under a trunk of few stages, at half
     * of its deepest stage.
     *
     * @throws InvalidInputException when the network has no taps or does not segment
     */
    public static QueryDecoder on(Network network) {
        List<EncoderStage> stages = EncoderStage.of(network.trunk());
        if (!network.isSegmenting() || stages.isEmpty()) {
            throw new InvalidInputException(
                    network.name() + " has no features for each voxel; a query decoder needs a U-Net");
        }
        int deepest = stages.get(stages.size() - 1).stride();
        int memory = Math.max(deepest, Math.min(DEEPEST_MEMORY, 2 * deepest));
        List<Source> sources = stages.stream()
                .map(stage -> new Source(stage.tap(), stage.channels(), memory / stage.stride()))
                .toList();
        return new QueryDecoder(sources, memory, 768, 8, 6, 2048, 0.1, 256, network.featureWidth());
    }

    public int memoryChannels() {
        return sources.stream().mapToInt(Source::channels).sum();
    }

    /** In the order of its use; weights are (out, in). */
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> into = new ArrayList<>();
        linear("projection_layer.0", memoryChannels(), width, into);
        linear("projection_layer.2", width, width, into);
        for (int i = 0; i < layers; i++) {
            String layer = "transformer_decoder.layers." + i;
            attention(layer + ".multihead_attn", into);
            linear(layer + ".linear1", width, feedForward, into);
            linear(layer + ".linear2", feedForward, width, into);
            for (int norm = 1; norm <= 3; norm++) {
                normalisation(layer + ".norm" + norm, into);
            }
        }
        normalisation("transformer_decoder.norm", into);
        linear("mask_embed_proj.0", width, hidden, into);
        linear("mask_embed_proj.2", hidden, features, into);
        return List.copyOf(into);
    }

    /** Starts as PyTorch's linear layer does. */
    private static void linear(String name, int in, int out, List<ParameterSpec> into) {
        FirstValues first = new FirstValues.Uniform(1 / StrictMath.sqrt(in));
        into.add(weight(name + ".weight", out, in, first));
        into.add(vector(name + ".bias", out, ParameterSpec.Kind.BIAS, first));
    }

    /** Starts as PyTorch's multi-head attention does: Glorot's bound for the three projections together, biases 0. */
    private void attention(String name, List<ParameterSpec> into) {
        FirstValues glorot = new FirstValues.Uniform(StrictMath.sqrt(6.0 / (4 * width)));
        FirstValues zero = new FirstValues.Constant(0);
        into.add(weight(name + ".in_proj_weight", 3 * width, width, glorot));
        into.add(vector(name + ".in_proj_bias", 3 * width, ParameterSpec.Kind.BIAS, zero));
        into.add(weight(name + ".out_proj.weight", width, width, new FirstValues.Uniform(1 / StrictMath.sqrt(width))));
        into.add(vector(name + ".out_proj.bias", width, ParameterSpec.Kind.BIAS, zero));
    }

    private void normalisation(String name, List<ParameterSpec> into) {
        into.add(vector(
                name + ".weight", width, ParameterSpec.Kind.LAYER_NORMALISATION_WEIGHT, new FirstValues.Constant(1)));
        into.add(vector(name + ".bias", width, ParameterSpec.Kind.BIAS, new FirstValues.Constant(0)));
    }

    private static ParameterSpec weight(String name, int out, int in, FirstValues first) {
        return new ParameterSpec(name, List.of((long) out, (long) in), ParameterSpec.Kind.LINEAR_WEIGHT, first);
    }

    private static ParameterSpec vector(String name, int length, ParameterSpec.Kind kind, FirstValues first) {
        return new ParameterSpec(name, List.of((long) length), kind, first);
    }
}
