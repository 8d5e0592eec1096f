package io.lorkd.model.cost;

import io.lorkd.model.InvalidInputException;

import java.util.ArrayList;
import java.util.List;

/**
 * What flows between two layers, for one sample.
 *
 * @param extents one per spatial axis; empty for a feature vector
 */
record FeatureMap(long channels, List<Integer> extents) {

    FeatureMap {
        extents = List.copyOf(extents);
    }

    long positions() {
        return extents.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    long values() {
        return Math.multiplyExact(channels, positions());
    }

    FeatureMap withChannels(long other) {
        return new FeatureMap(other, extents);
    }

    /** After every position has become a block of {@code factor} positions. */
    FeatureMap widened(List<Integer> factor) {
        checkAxes(factor);
        List<Integer> result = new ArrayList<>();
        for (int axis = 0; axis < extents.size(); axis++) {
            result.add(Math.multiplyExact(extents.get(axis), factor.get(axis)));
        }
        return new FeatureMap(channels, result);
    }

    /** After a window of that kernel has slid over it. */
    FeatureMap windowed(List<Integer> kernel, List<Integer> stride, List<Integer> padding, List<Integer> dilation) {
        checkAxes(kernel);
        List<Integer> result = new ArrayList<>();
        for (int axis = 0; axis < extents.size(); axis++) {
            int window = dilation.get(axis) * (kernel.get(axis) - 1) + 1;
            int room = extents.get(axis) + 2 * padding.get(axis) - window;
            if (room < 0) {
                throw new InvalidInputException("the input is too small: a window of " + window + " does not fit where "
                        + extents + " are left of it");
            }
            result.add(room / stride.get(axis) + 1);
        }
        return new FeatureMap(channels, result);
    }

    private void checkAxes(List<Integer> kernel) {
        if (kernel.size() != extents.size()) {
            throw new InvalidInputException(
                    "an input of " + extents.size() + " spatial axes " + extents + " in a network of " + kernel.size());
        }
    }
}
