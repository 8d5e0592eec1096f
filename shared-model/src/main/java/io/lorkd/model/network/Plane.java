package io.lorkd.model.network;

import java.util.List;

/** The layers of two-dimensional trunks, with torchvision's habits: square kernels, no bias beside a normalisation. */
final class Plane {

    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;

    private Plane() {}

    /** Padded so that stride 1 keeps the extent. */
    static Layer.Convolution convolution(String name, int in, int out, int kernel, int stride, int rankFactor) {
        return convolution(name, in, out, kernel, stride, 1, rankFactor);
    }

    static Layer.Convolution depthwise(String name, int channels, int kernel, int stride) {
        return convolution(name, channels, channels, kernel, stride, channels, 0);
    }

    static Layer normalisation(String name, int channels) {
        return new Layer.BatchNormalisation(name, channels, EPSILON, MOMENTUM);
    }

    static Layer relu() {
        return new Layer.Activation(Layer.Activation.Function.RELU);
    }

    static Layer maxPooling() {
        return new Layer.MaxPooling(List.of(3, 3), List.of(2, 2), List.of(1, 1));
    }

    private static Layer.Convolution convolution(
            String name, int in, int out, int kernel, int stride, int groups, int rankFactor) {
        int padding = kernel / 2;
        return new Layer.Convolution(
                name,
                in,
                out,
                List.of(kernel, kernel),
                List.of(stride, stride),
                List.of(padding, padding),
                List.of(1, 1),
                groups,
                false,
                rankFactor);
    }
}
