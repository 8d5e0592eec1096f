package io.lorkd.model.network;

import java.util.ArrayList;
import java.util.List;

/**
 * ResNet (He et al., 2016) with the names and sizes of torchvision's, without the classifier: the teachers. Its
 * convolutions carry no experts, since the paper decomposes into ShuffleNetV2 only. The small stem keeps the 7x7 kernel,
 * so that pretrained weights fit.
 */
final class ResNet {

    private static final int STEM_CHANNELS = 64;

    private ResNet() {}

    /** The residual unit, of which the first in a stage may change channels and extent. */
    enum Unit {
        /** Two 3x3 convolutions. */
        BASIC(1),
        /** 1x1, 3x3 with the stride, 1x1 to four times the width. */
        BOTTLENECK(4);

        private final int expansion;

        Unit(int expansion) {
            this.expansion = expansion;
        }
    }

    /** @param repeats units in each of the four stages */
    static Network build(String name, Unit unit, List<Integer> repeats, Stem stem, int inChannels) {
        List<Layer> layers = new ArrayList<>();
        layers.add(Plane.convolution("conv1", inChannels, STEM_CHANNELS, 7, stem.stride(), 0));
        layers.add(Plane.normalisation("bn1", STEM_CHANNELS));
        layers.add(Plane.relu());
        if (stem.pools()) {
            layers.add(Plane.maxPooling());
        }
        int channels = STEM_CHANNELS;
        for (int stage = 0; stage < repeats.size(); stage++) {
            int width = STEM_CHANNELS << stage;
            for (int i = 0; i < repeats.get(stage); i++) {
                int stride = stage > 0 && i == 0 ? 2 : 1;
                layers.add(residual("layer" + (stage + 1) + "." + i, unit, channels, width, stride));
                layers.add(Plane.relu());
                channels = width * unit.expansion;
            }
        }
        layers.add(new Layer.GlobalAveragePooling());
        return new Network(name, inChannels, channels, FirstWeights.HE_NORMAL, new Layer.Sequence(layers));
    }

    private static Layer residual(String name, Unit unit, int in, int width, int stride) {
        Layer main = unit == Unit.BASIC ? basic(name, in, width, stride) : bottleneck(name, in, width, stride);
        Layer shortcut = shortcut(name + ".downsample", in, width * unit.expansion, stride);
        return new Layer.Branches(Layer.Branches.Fork.COPY, List.of(main, shortcut), Layer.Branches.Join.ADD);
    }

    private static Layer basic(String name, int in, int width, int stride) {
        return new Layer.Sequence(List.of(
                Plane.convolution(name + ".conv1", in, width, 3, stride, 0),
                Plane.normalisation(name + ".bn1", width),
                Plane.relu(),
                Plane.convolution(name + ".conv2", width, width, 3, 1, 0),
                Plane.normalisation(name + ".bn2", width)));
    }

    private static Layer bottleneck(String name, int in, int width, int stride) {
        int out = width * Unit.BOTTLENECK.expansion;
        return new Layer.Sequence(List.of(
                Plane.convolution(name + ".conv1", in, width, 1, 1, 0),
                Plane.normalisation(name + ".bn1", width),
                Plane.relu(),
                Plane.convolution(name + ".conv2", width, width, 3, stride, 0),
                Plane.normalisation(name + ".bn2", width),
                Plane.relu(),
                Plane.convolution(name + ".conv3", width, out, 1, 1, 0),
                Plane.normalisation(name + ".bn3", out)));
    }

    private static Layer shortcut(String name, int in, int out, int stride) {
        if (in == out && stride == 1) {
            return new Layer.Sequence(List.of());
        }
        return new Layer.Sequence(
                List.of(Plane.convolution(name + ".0", in, out, 1, stride, 0), Plane.normalisation(name + ".1", out)));
    }
}
