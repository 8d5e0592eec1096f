package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.network.Layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A transposed convolution whose kernel is its stride, which the engine lacks: a product over the channels gives every
 * position the block of values that it becomes, and the blocks are then laid out in space.
 */
final class InterpretedBlocks {

    private InterpretedBlocks() {}

    /**
     * @param x shape (samples, inChannels, spatial...)
     * @param weight PyTorch's, shape (inChannels, outChannels, factor...)
     * @param bias shape (outChannels)
     * @return shape (samples, outChannels, spatial * factor...)
     */
    static NDArray convolve(Layer.UpConvolution up, NDArray x, NDArray weight, NDArray bias) {
        Shape shape = x.getShape();
        long samples = shape.get(0);
        long out = up.outChannels();
        try (NDArray flat = weight.reshape(up.inChannels(), -1);
                NDArray turned = flat.transpose();
                NDArray points = x.reshape(samples, up.inChannels(), -1);
                NDArray blocks = turned.matMul(points);
                NDArray apart = blocks.reshape(apart(up, shape));
                NDArray laidOut = apart.transpose(order(up.factor().size()));
                NDArray together = laidOut.reshape(together(up, shape));
                NDArray aligned =
                        bias.reshape(new Shape(1, out).addAll(ones(up.factor().size())))) {
            return together.add(aligned);
        }
    }

    /** (samples, outChannels, factor..., spatial...). */
    private static Shape apart(Layer.UpConvolution up, Shape x) {
        List<Long> extents = new ArrayList<>(List.of(x.get(0), (long) up.outChannels()));
        up.factor().forEach(each -> extents.add((long) each));
        for (int axis = 2; axis < x.dimension(); axis++) {
            extents.add(x.get(axis));
        }
        return new Shape(extents);
    }

    /** From (samples, outChannels, factor..., spatial...) to each position beside its factor. */
    private static int[] order(int axes) {
        int[] order = new int[2 + 2 * axes];
        order[1] = 1;
        for (int axis = 0; axis < axes; axis++) {
            order[2 + 2 * axis] = 2 + axes + axis;
            order[3 + 2 * axis] = 2 + axis;
        }
        return order;
    }

    /** (samples, outChannels, spatial * factor...). */
    private static Shape together(Layer.UpConvolution up, Shape x) {
        List<Long> extents = new ArrayList<>(List.of(x.get(0), (long) up.outChannels()));
        for (int axis = 0; axis < up.factor().size(); axis++) {
            extents.add(x.get(2 + axis) * up.factor().get(axis));
        }
        return new Shape(extents);
    }

    private static Shape ones(int axes) {
        return new Shape(Collections.nCopies(axes, 1L));
    }
}
