package io.lorkd.model.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The plain 3D U-Net of nnU-Net and SAT (LoRKD's segmentation student), with the tensor names of their state dicts. Two
 * 3x3x3 convolutions a stage, each with a bias, instance normalisation and a leaky ReLU, the first of a stage with stride 2
 * from the second stage on. A decoder stage doubles the extents, puts the skipped features behind its own and convolves
 * twice.
 *
 * <p>Every 3x3x3 convolution carries experts, the decoder's of twice the rank (paper, 4.1). Each encoder stage ends in a tap
 * named {@code encoder.stages.I}.
 */
final class UNet3d {

    private static final int CONVOLUTIONS_PER_STAGE = 2;
    private static final double EPSILON = 1e-5;

    private UNet3d() {}

    /**
     * @param widths channels of each stage, the widest extents first; multiples of 16 are much faster on CPUs, since the
     *     engine computes in blocks of 16 channels
     */
    static Network build(String name, List<Integer> widths, int inChannels) {
        return new Network(
                name,
                inChannels,
                widths.get(0),
                FirstWeights.HE_LEAKY,
                new Layer.Sequence(from(0, widths, inChannels)));
    }

    /** A stage of the encoder, all that is deeper, and the decoder stage that brings its extents back. */
    private static List<Layer> from(int stage, List<Integer> widths, int inChannels) {
        int width = widths.get(stage);
        List<Layer> layers = new ArrayList<>(
                convolutions("encoder.stages." + stage + ".0", inChannels, width, stage == 0 ? 1 : 2, 1));
        layers.add(new Layer.Tap("encoder.stages." + stage));
        if (stage + 1 == widths.size()) {
            return layers;
        }
        // the decoder's stages are counted from the deepest
        int rising = widths.size() - 2 - stage;
        List<Layer> deeper = new ArrayList<>(from(stage + 1, widths, width));
        deeper.add(new Layer.UpConvolution("decoder.transpconvs." + rising, widths.get(stage + 1), width, cube(2)));
        Layer skipped = new Layer.Sequence(List.of());
        layers.add(new Layer.Branches(
                Layer.Branches.Fork.COPY,
                List.of(new Layer.Sequence(deeper), skipped),
                Layer.Branches.Join.CONCAT_CHANNELS));
        layers.addAll(convolutions("decoder.stages." + rising, 2 * width, width, 1, 2));
        return layers;
    }

    private static List<Layer> convolutions(String stage, int in, int width, int firstStride, int rankFactor) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < CONVOLUTIONS_PER_STAGE; i++) {
            String name = stage + ".convs." + i;
            layers.add(new Layer.Convolution(
                    name + ".conv",
                    i == 0 ? in : width,
                    width,
                    cube(3),
                    cube(i == 0 ? firstStride : 1),
                    cube(1),
                    cube(1),
                    1,
                    true,
                    rankFactor));
            layers.add(new Layer.InstanceNormalisation(name + ".norm", width, EPSILON));
            layers.add(new Layer.Activation(Layer.Activation.Function.LEAKY_RELU));
        }
        return layers;
    }

    private static List<Integer> cube(int extent) {
        return Collections.nCopies(3, extent);
    }
}
