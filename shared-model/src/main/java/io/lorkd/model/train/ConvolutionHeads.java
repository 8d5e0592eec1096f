package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import io.lorkd.model.expert.FusedExpert;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A convolution over single voxels for each region: weight (classes, features, 1...) and bias (classes). That is a linear
 * head at every position, and it starts as one.
 *
 * @param axes spatial ones, 2 or 3
 */
record ConvolutionHeads(List<RegionHead> regions, int features, int axes) implements Heads {

    ConvolutionHeads {
        regions = List.copyOf(regions);
    }

    @Override
    public Map<String, List<Long>> shapes() {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        linear().shapes().forEach((name, shape) -> {
            List<Long> extended = new ArrayList<>(shape);
            if (shape.size() > 1) {
                extended.addAll(Collections.nCopies(axes, 1L));
            }
            shapes.put(name, extended);
        });
        return shapes;
    }

    @Override
    public Map<String, double[]> initial(long seed) {
        return linear().initial(seed);
    }

    private LinearHeads linear() {
        return new LinearHeads(regions, features);
    }

    @Override
    public NDArray logits(int region, Features batch, Map<String, NDArray> parameters) {
        String name = regions.get(region).region();
        return apply(batch.last(), parameters.get(Heads.weight(name)), parameters.get(Heads.bias(name)));
    }

    /** @param batch shape (samples, features, spatial...) */
    static NDArray apply(NDArray batch, NDArray weight, NDArray bias) {
        int axes = batch.getShape().dimension() - 2;
        Shape ones = new Shape(Collections.nCopies(axes, 1L));
        Shape zeros = new Shape(Collections.nCopies(axes, 0L));
        return axes == 2
                ? Conv2d.conv2d(batch, weight, bias, ones, zeros, ones).singletonOrThrow()
                : Conv3d.conv3d(batch, weight, bias, ones, zeros, ones).singletonOrThrow();
    }

    @Override
    public Map<String, NDArray> alone(int region, Map<String, NDArray> parameters, double temperature) {
        String name = regions.get(region).region();
        Map<String, NDArray> head = new LinkedHashMap<>();
        head.put(FusedExpert.HEAD_WEIGHT, parameters.get(Heads.weight(name)));
        head.put(FusedExpert.HEAD_BIAS, parameters.get(Heads.bias(name)));
        return head;
    }
}
