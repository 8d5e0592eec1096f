package io.lorkd.bench;

import ai.djl.ndarray.types.Shape;
import io.lorkd.model.network.Layer;

import java.util.Collections;
import java.util.List;

/** The convolutions that are measured one by one: the kinds that ShuffleNetV2 and the 3D U-Net are made of. */
public enum BenchmarkLayer {
    POINTWISE_58("1x1 58 at 28²", 64, 58, 58, 1, 1, List.of(28, 28)),
    POINTWISE_116("1x1 116 at 14²", 64, 116, 116, 1, 1, List.of(14, 14)),
    POINTWISE_464("1x1 464 to 1024 at 7²", 64, 464, 1024, 1, 1, List.of(7, 7)),
    FIRST("3x3 3 to 24, stride 2, at 56²", 64, 3, 24, 3, 2, List.of(56, 56)),
    SPATIAL("3x3 32 to 64 at 28²", 64, 32, 64, 3, 1, List.of(28, 28)),
    VOLUMETRIC("3x3x3 32 at 32³", 8, 32, 32, 3, 1, List.of(32, 32, 32));

    private final String label;
    private final int samples;
    private final List<Integer> extent;
    private final Layer.Convolution convolution;

    BenchmarkLayer(String label, int samples, int in, int out, int kernel, int stride, List<Integer> extent) {
        this.label = label;
        this.samples = samples;
        this.extent = extent;
        int axes = extent.size();
        this.convolution = new Layer.Convolution(
                label,
                in,
                out,
                Collections.nCopies(axes, kernel),
                Collections.nCopies(axes, stride),
                Collections.nCopies(axes, kernel / 2),
                Collections.nCopies(axes, 1),
                1,
                false,
                1);
    }

    String label() {
        return label;
    }

    int samples() {
        return samples;
    }

    Layer.Convolution convolution() {
        return convolution;
    }

    /** (samples, inChannels, spatial...). */
    Shape input() {
        return new Shape(samples, convolution.inChannels())
                .addAll(new Shape(extent.stream().mapToLong(Integer::longValue).toArray()));
    }

    /** Whether the layer's input is itself computed, so that its gradient is needed: not for the images. */
    boolean passesGradientOn() {
        return this != FIRST;
    }
}
