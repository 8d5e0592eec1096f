package io.lorkd.model.network;

import java.util.ArrayList;
import java.util.List;

/**
 * ShuffleNetV2 (Ma et al., 2018), the student of the paper's classification experiments, with the names and sizes of
 * torchvision's. The first convolution, every 1x1 and the last convolution carry experts; depthwise ones do not.
 */
final class ShuffleNetV2 {

    static final int FEATURES = 1024;

    private static final int STEM_CHANNELS = 24;
    private static final List<Integer> REPEATS = List.of(4, 8, 4);

    private ShuffleNetV2() {}

    /** @param widths the output channels of stages 2, 3 and 4 */
    static Network build(String name, List<Integer> widths, Stem stem, int inChannels) {
        List<Layer> layers = new ArrayList<>();
        layers.add(Plane.convolution("conv1.0", inChannels, STEM_CHANNELS, 3, stem.stride(), 1));
        layers.add(Plane.normalisation("conv1.1", STEM_CHANNELS));
        layers.add(Plane.relu());
        if (stem.pools()) {
            layers.add(Plane.maxPooling());
        }
        int channels = STEM_CHANNELS;
        for (int stage = 0; stage < widths.size(); stage++) {
            int width = widths.get(stage);
            for (int unit = 0; unit < REPEATS.get(stage); unit++) {
                String unitName = "stage" + (stage + 2) + "." + unit;
                layers.add(unit == 0 ? downsampling(unitName, channels, width) : basic(unitName, width));
                layers.add(new Layer.ChannelShuffle(2));
            }
            channels = width;
        }
        layers.add(Plane.convolution("conv5.0", channels, FEATURES, 1, 1, 1));
        layers.add(Plane.normalisation("conv5.1", FEATURES));
        layers.add(Plane.relu());
        layers.add(new Layer.GlobalAveragePooling());
        return new Network(name, inChannels, FEATURES, FirstWeights.FAN_IN_UNIFORM, new Layer.Sequence(layers));
    }

    /** Half of the channels pass by; the others go through the unit. */
    private static Layer basic(String name, int width) {
        Layer passing = new Layer.Sequence(List.of());
        return new Layer.Branches(
                Layer.Branches.Fork.SPLIT_CHANNELS,
                List.of(passing, main(name + ".branch2", width / 2, width / 2, 1)),
                Layer.Branches.Join.CONCAT_CHANNELS);
    }

    /** Both branches see all channels and halve the extent. */
    private static Layer downsampling(String name, int in, int width) {
        String branch = name + ".branch1";
        Layer side = new Layer.Sequence(List.of(
                Plane.depthwise(branch + ".0", in, 3, 2),
                Plane.normalisation(branch + ".1", in),
                Plane.convolution(branch + ".2", in, width / 2, 1, 1, 1),
                Plane.normalisation(branch + ".3", width / 2),
                Plane.relu()));
        return new Layer.Branches(
                Layer.Branches.Fork.COPY,
                List.of(side, main(name + ".branch2", in, width / 2, 2)),
                Layer.Branches.Join.CONCAT_CHANNELS);
    }

    private static Layer main(String branch, int in, int out, int stride) {
        return new Layer.Sequence(List.of(
                Plane.convolution(branch + ".0", in, out, 1, 1, 1),
                Plane.normalisation(branch + ".1", out),
                Plane.relu(),
                Plane.depthwise(branch + ".3", out, 3, stride),
                Plane.normalisation(branch + ".4", out),
                Plane.convolution(branch + ".5", out, out, 1, 1, 1),
                Plane.normalisation(branch + ".6", out),
                Plane.relu()));
    }
}
