package io.lorkd.model.cost;

import io.lorkd.model.network.Layer;

import java.util.Collections;
import java.util.List;

/**
 * Sends a feature map through the tree and counts what is computed on the way: the multiply-accumulates of convolutions,
 * and the operations of all other layers, as fvcore and thop count them: 2 per value of a batch normalisation (scale and
 * shift), 5 of an instance normalisation (which has to find mean and variance first), 1 of an activation or a sum, and 1 per
 * value that a pooling looks at. What only moves values counts as nothing, and so do biases.
 */
final class Arithmetic {

    private static final int BATCH_NORMALISATION = 2;
    private static final int INSTANCE_NORMALISATION = 5;

    private long multiplyAccumulates;
    private long otherOperations;

    long multiplyAccumulates() {
        return multiplyAccumulates;
    }

    /** All but the multiply-accumulates. */
    long otherOperations() {
        return otherOperations;
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
            return pool(pooling, input);
        } else if (layer instanceof Layer.GlobalAveragePooling) {
            countOther(input, 1);
            return new FeatureMap(input.channels(), List.of());
        } else if (layer instanceof Layer.BatchNormalisation) {
            return countOther(input, BATCH_NORMALISATION);
        } else if (layer instanceof Layer.InstanceNormalisation) {
            return countOther(input, INSTANCE_NORMALISATION);
        } else if (layer instanceof Layer.Activation) {
            return countOther(input, 1);
        } else if (layer instanceof Layer.ChannelShuffle || layer instanceof Layer.Tap) {
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

    private FeatureMap pool(Layer.MaxPooling pooling, FeatureMap input) {
        List<Integer> undilated = Collections.nCopies(pooling.kernel().size(), 1);
        FeatureMap output = input.windowed(pooling.kernel(), pooling.stride(), pooling.padding(), undilated);
        int window = pooling.kernel().stream().reduce(1, Math::multiplyExact);
        return countOther(output, window);
    }

    private static void checkChannels(String layer, int expected, FeatureMap input) {
        if (input.channels() != expected) {
            throw new IllegalArgumentException(layer + " takes " + expected + " channels and gets " + input.channels());
        }
    }

    private void count(FeatureMap output, long perValue) {
        multiplyAccumulates = Math.addExact(multiplyAccumulates, Math.multiplyExact(output.values(), perValue));
    }

    private FeatureMap countOther(FeatureMap map, long perValue) {
        otherOperations = Math.addExact(otherOperations, Math.multiplyExact(map.values(), perValue));
        return map;
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
                : countOther(first, outputs.size() - 1);
    }
}
