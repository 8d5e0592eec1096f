package io.lorkd.model.network;

import java.util.List;
import java.util.stream.Stream;

/**
 * A network's structure, as data. A tree of layers has many readers: the initialiser, the interpreter, the cost report,
 * the fuser and the exporters.
 *
 * <p>Parameters are named as in a PyTorch state dict: the layer's name, then {@code .weight}, {@code .bias}, {@code
 * .running_mean} or {@code .running_var}. Feature maps have shape (N, C, spatial...), with two or three spatial axes.
 */
public sealed interface Layer {

    /** The layers that hold no others, in the order in which they stand in the tree. */
    default Stream<Layer> leaves() {
        return Stream.of(this);
    }

    /**
     * A convolution, and where {@code rankFactor} is not 0 an EKS convolution (paper, 3.4). Weight: (outChannels,
     * inChannels / groups, kernel...).
     *
     * @param kernel one extent per spatial axis, which also says whether the convolution is 2D or 3D
     * @param rankFactor what the region's rank is multiplied by here: 0 without an expert, 1, or 2 in a U-Net's decoder
     */
    record Convolution(
            String name,
            int inChannels,
            int outChannels,
            List<Integer> kernel,
            List<Integer> stride,
            List<Integer> padding,
            List<Integer> dilation,
            int groups,
            boolean bias,
            int rankFactor)
            implements Layer {
        public Convolution {
            kernel = List.copyOf(kernel);
            stride = List.copyOf(stride);
            padding = List.copyOf(padding);
            dilation = List.copyOf(dilation);
            int axes = kernel.size();
            if (axes < 2 || axes > 3 || stride.size() != axes || padding.size() != axes || dilation.size() != axes) {
                throw new IllegalArgumentException(
                        name + ": kernel, stride, padding and dilation need two or three extents each");
            }
            if (groups < 1 || inChannels < 1 || inChannels % groups != 0 || outChannels % groups != 0) {
                throw new IllegalArgumentException(name + ": " + inChannels + " -> " + outChannels
                        + " channels do not divide into " + groups + " groups");
            }
            if (rankFactor < 0) {
                throw new IllegalArgumentException(name + ": rank factor " + rankFactor);
            }
        }

        public boolean hasExpert() {
            return rankFactor > 0;
        }
    }

    /**
     * Affine normalisation over the batch. Weight and bias: (channels); running mean and variance: (channels), the
     * variance unbiased. Normalises by the biased batch variance in training.
     *
     * @param momentum share of the new batch in the running statistics (PyTorch's 0.1)
     */
    record BatchNormalisation(String name, int channels, double epsilon, double momentum) implements Layer {}

    /**
     * Affine normalisation of each sample's each channel over its positions, in training as in use: no running statistics.
     * Weight and bias: (channels).
     */
    record InstanceNormalisation(String name, int channels, double epsilon) implements Layer {}

    record Activation(Function function) implements Layer {
        public enum Function {
            RELU,
            /** Slope 0.01 below 0. */
            LEAKY_RELU
        }
    }

    /**
     * A transposed convolution whose kernel is its stride, so that outputs do not overlap: every position becomes a block
     * of {@code factor} positions. Never an expert. Weight as PyTorch's: (inChannels, outChannels, factor...); bias:
     * (outChannels).
     *
     * @param factor one per spatial axis
     */
    record UpConvolution(String name, int inChannels, int outChannels, List<Integer> factor) implements Layer {
        public UpConvolution {
            factor = List.copyOf(factor);
        }
    }

    /** The identity; what passes is also kept, under this name, for what reads beside the trunk. */
    record Tap(String name) implements Layer {}

    record MaxPooling(List<Integer> kernel, List<Integer> stride, List<Integer> padding) implements Layer {
        public MaxPooling {
            kernel = List.copyOf(kernel);
            stride = List.copyOf(stride);
            padding = List.copyOf(padding);
        }
    }

    /** The mean over all spatial axes: (N, C, spatial...) to (N, C). */
    record GlobalAveragePooling() implements Layer {}

    record Sequence(List<Layer> layers) implements Layer {
        public Sequence {
            layers = List.copyOf(layers);
        }

        @Override
        public Stream<Layer> leaves() {
            return layers.stream().flatMap(Layer::leaves);
        }
    }

    /**
     * Several branches beside each other. An empty {@link Sequence} is the identity.
     *
     * @param fork whether each branch sees the whole input or its own equal share of the channels, in order
     * @param join how their outputs come together
     */
    record Branches(Fork fork, List<Layer> branches, Join join) implements Layer {
        public Branches {
            branches = List.copyOf(branches);
        }

        @Override
        public Stream<Layer> leaves() {
            return branches.stream().flatMap(Layer::leaves);
        }

        public enum Fork {
            COPY,
            SPLIT_CHANNELS
        }

        public enum Join {
            CONCAT_CHANNELS,
            ADD
        }
    }

    /** Transposes (groups, channels / groups), as in ShuffleNet. */
    record ChannelShuffle(int groups) implements Layer {}
}
