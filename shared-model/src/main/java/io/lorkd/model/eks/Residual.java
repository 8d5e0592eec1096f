package io.lorkd.model.eks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.network.Layer;

import java.util.Collections;
import java.util.List;

/**
 * Any geometry; a batch sorted by task. For ungrouped 1x1 convolutions the low-rank path is two batched matrix products.
 *
 * <p>For larger kernels it is two convolutions, exactly. Eq. 1 reshapes {@code B A}, whose row {@code o k0 + j} and
 * column {@code m tail + u} land in the weight at output channel o and, with {@code q = j Cg + m} (Cg = inChannels /
 * groups), at input channel {@code q div k0}, row {@code q mod k0} and tail position u. So the change of output o is the
 * sum over s and j of {@code B[o k0 + j, s]} times a convolution whose kernel is row s of {@code A} laid at block j of
 * the k0 blocks of Cg values, and zero in the others: a convolution to {@code k0 * (r k0)} channels, then a 1x1
 * convolution with {@code B} reshaped to (outChannels, k0 * r k0). With groups, every group sees the same {@code A}.
 */
final class Residual implements EksForm {

    @Override
    public String label() {
        return "residual";
    }

    @Override
    public boolean supports(Layer.Convolution convolution, TaskAssignment assignment) {
        return assignment instanceof TaskSegments;
    }

    @Override
    public NDArray apply(EksWeights weights, NDArray x, TaskAssignment assignment) {
        TaskSegments batch = (TaskSegments) assignment;
        NDArray y = weights.convolve(x, weights.shared());
        if (weights.rows() == 0) {
            return y;
        }
        return y.add(
                isPointwise(weights.convolution())
                        ? pointwise(weights, x, batch, y.getShape())
                        : convolved(weights, x, batch));
    }

    /** Ungrouped 1x1 at stride 1 without padding: a matrix product over the channels. */
    static boolean isPointwise(Layer.Convolution convolution) {
        return convolution.groups() == 1
                && convolution.kernel().stream().allMatch(extent -> extent == 1)
                && convolution.stride().stream().allMatch(step -> step == 1)
                && convolution.padding().stream().allMatch(pad -> pad == 0);
    }

    private static NDArray pointwise(EksWeights weights, NDArray x, TaskSegments batch, Shape result) {
        Layer.Convolution convolution = weights.convolution();
        long rank = weights.rows();
        NDArray points = x.reshape(batch.samples(), convolution.inChannels(), -1);
        NDArray a = perSample(weights.a(), x, batch).reshape(-1, rank, convolution.inChannels());
        NDArray b = perSample(weights.b(), x, batch).reshape(-1, convolution.outChannels(), rank);
        return b.matMul(a.matMul(points)).reshape(result);
    }

    private static NDArray perSample(NDArray stack, NDArray x, TaskSegments batch) {
        return Grouped.gather(x.getManager(), stack.reshape(stack.getShape().get(0), -1), batch);
    }

    private static NDArray convolved(EksWeights weights, NDArray x, TaskSegments batch) {
        NDList a = kernels(weights, x.getManager()).split(weights.tasks(), 0);
        NDList b = pointwiseKernels(weights).split(weights.tasks(), 0);
        NDList parts = x.split(batch.boundaries());
        List<TaskSegments.Segment> segments = batch.segments();
        NDList results = new NDList(segments.size());
        int groups = weights.convolution().groups();
        Shape ones = ones(weights.convolution().kernel().size());
        Shape zeros = zeros(weights.convolution().kernel().size());
        for (int i = 0; i < segments.size(); i++) {
            int task = segments.get(i).task();
            NDArray kernel = groups == 1
                    ? a.get(task)
                    : NDArrays.concat(new NDList(Collections.nCopies(groups, a.get(task))), 0);
            NDArray inside = weights.convolve(parts.get(i), kernel, null, groups);
            results.add(EksWeights.convolve(inside, b.get(task), null, ones, zeros, ones, groups));
        }
        return results.size() == 1 ? results.get(0) : NDArrays.concat(results, 0);
    }

    /** Every task's rows of A at each of the k0 blocks: shape (tasks * k0 * r k0, Cg, kernel...). */
    private static NDArray kernels(EksWeights weights, NDManager manager) {
        long k0 = weights.convolution().kernel().get(0);
        NDArray a = weights.a();
        if (k0 == 1) {
            return a.reshape(weights.weightShape(-1));
        }
        NDArray blocks = manager.eye((int) k0).toType(a.getDataType(), false).reshape(1, k0, 1, k0, 1);
        NDArray rows = a.reshape(weights.tasks(), 1, weights.rows(), 1, -1);
        return rows.mul(blocks).reshape(weights.weightShape(-1));
    }

    /** Every task's B as a pointwise convolution: shape (tasks * outChannels, k0 * r k0, 1...). */
    private static NDArray pointwiseKernels(EksWeights weights) {
        Layer.Convolution convolution = weights.convolution();
        long inside = convolution.kernel().get(0) * weights.rows();
        Shape shape = new Shape((long) weights.tasks() * convolution.outChannels(), inside);
        return weights.b().reshape(shape.addAll(ones(convolution.kernel().size())));
    }

    private static Shape ones(int axes) {
        return new Shape(Collections.nCopies(axes, 1L));
    }

    private static Shape zeros(int axes) {
        return new Shape(Collections.nCopies(axes, 0L));
    }
}
