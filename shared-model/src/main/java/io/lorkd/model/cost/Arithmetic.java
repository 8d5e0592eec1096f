package io.lorkd.model.cost;

import io.lorkd.model.network.Layer;

import java.util.Collections;
import java.util.List;

/**
 * Sends a feature map through the tree and counts the multiply-accumulates of the convolutions. Normalisation (which
 * folds into the convolution before it), activations, pooling and sums of branches count as none, as in the papers that
 * introduced these networks.
 */
final class Arithmetic {

    private long multiplyAccumulates;

    long multiplyAccumulates() {
        return multiplyAccumulates;
    }

    FeatureMap through(Layer layer, FeatureMap input) {
        if (layer instanceof Layer.Convolution convolution) {
            return convolve(convolution, input);
        } else if (layer instanceof Layer.UpConvolution convolution) {
            return widen(convolution, input);
        } else if (layer instanceof Layer.Sequence sequence) {
            FeatureMap map = input;
            for (Layer next : sequence.layers()) {
                map = through(next, map);
            }
            return map;
        } else if (layer instanceof Layer.Branches branches) {
            return branch(branches, input);
        } else if (layer instanceof Layer.MaxPooling pooling) {
            List<Integer> undilated = Collections.nCopies(pooling.kernel().size(), 1);
            return input.windowed(pooling.kernel(), pooling.stride(), pooling.padding(), undilated);
        } else if (layer instanceof Layer.GlobalAveragePooling) {
            return new FeatureMap(input.channels(), List.of());
        } else if (layer instanceof Layer.BatchNormalisation
                || layer instanceof Layer.InstanceNormalisation
                || layer instanceof Layer.Tap
                || layer instanceof Layer.Activation
                || layer instanceof Layer.ChannelShuffle) {
            return input;
        }
        throw new IllegalStateException("the cost of " + layer.getClass().getSimpleName() + " is not known");
    }

    private FeatureMap convolve(Layer.Convolution convolution, FeatureMap input) {
        checkChannels(convolution.name(), convolution.inChannels(), input);
        FeatureMap output = input.windowed(
                        convolution.kernel(), convolution.stride(), convolution.padding(), convolution.dilation())
                .withChannels(convolution.outChannels());
        long perValue = convolution.inChannels() / convolution.groups();
        for (int extent : convolution.kernel()) {
            perValue *= extent;
        }
        count(output, perValue);
        return output;
    }

    /** Each output position lies in the block of one input position only. */
    private FeatureMap widen(Layer.UpConvolution convolution, FeatureMap input) {
        checkChannels(convolution.name(), convolution.inChannels(), input);
        FeatureMap output = input.widened(convolution.factor()).withChannels(convolution.outChannels());
        count(output, convolution.inChannels());
        return output;
    }

    private static void checkChannels(String layer, int expected, FeatureMap input) {
        if (input.channels() != expected) {
            throw new IllegalArgumentException(layer + " takes " + expected + " channels and gets " + input.channels());
        }
    }

    private void count(FeatureMap output, long perValue) {
        long values = Math.multiplyExact(output.channels(), output.positions());
        multiplyAccumulates = Math.addExact(multiplyAccumulates, Math.multiplyExact(values, perValue));
    }

    private FeatureMap branch(Layer.Branches branches, FeatureMap input) {
        boolean split = branches.fork() == Layer.Branches.Fork.SPLIT_CHANNELS;
        FeatureMap share = split
                ? input.withChannels(input.channels() / branches.branches().size())
                : input;
        List<FeatureMap> outputs = branches.branches().stream()
                .map(branch -> through(branch, share))
                .toList();
        FeatureMap first = outputs.get(0);
        boolean concatenated = branches.join() == Layer.Branches.Join.CONCAT_CHANNELS;
        for (FeatureMap output : outputs) {
            if (!output.extents().equals(first.extents()) || !concatenated && !output.equals(first)) {
                throw new IllegalArgumentException("branches do not fit together: " + outputs);
            }
        }
        return concatenated
                ? first.withChannels(
                        outputs.stream().mapToLong(FeatureMap::channels).sum())
                : first;
    }
}
