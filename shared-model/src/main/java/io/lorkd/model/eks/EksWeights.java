package io.lorkd.model.eks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import io.lorkd.model.array.Scalars;
import io.lorkd.model.network.Layer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What one EKS convolution computes with: the shared weight and bias, and the low-rank experts of all tasks, stacked.
 *
 * <p>Experts of unequal rank are stacked by padding with zeros up to the largest: the padding changes no value, and since
 * {@code gA = s B^T G} and {@code gB = s G A^T} its gradient is zero too.
 *
 * <p>Every array made here belongs to the batch: the manager of {@code shared} and of the stacks, which must therefore be
 * handles of the batch's manager.
 */
public final class EksWeights {

    private final Layer.Convolution convolution;
    private final NDArray shared;
    private final NDArray bias;
    private final NDArray a;
    private final NDArray b;
    private final Supplier<NDArray> product;
    private NDArray changes;
    private NDArray fused;

    /**
     * @param shared {@code W0}, shape (outChannels, inChannels / groups, kernel...)
     * @param bias shape (outChannels), or null
     * @param a every task's {@code A}: shape (tasks, r * k0, inChannels / groups * k1...)
     * @param b every task's {@code B}, already scaled by {@code s}: shape (tasks, outChannels * k0, r * k0)
     */
    public EksWeights(Layer.Convolution convolution, NDArray shared, NDArray bias, NDArray a, NDArray b) {
        this(convolution, shared, bias, a, b, null);
    }

    /**
     * With the products {@code B A} made elsewhere, together with those of other layers.
     *
     * @param product {@code s B_t A_t} of every task, asked for once, and only by the forms that fuse: shape (tasks *
     *     outChannels, inChannels / groups, kernel...); null to have them made here
     */
    public EksWeights(
            Layer.Convolution convolution,
            NDArray shared,
            NDArray bias,
            NDArray a,
            NDArray b,
            Supplier<NDArray> product) {
        this.convolution = convolution;
        this.shared = shared;
        this.bias = bias;
        this.a = a;
        this.b = b;
        this.product = product;
    }

    /**
     * From separate matrices, which may differ in rank; a task of rank 0 has an {@code A} of shape (0, columns).
     *
     * @param scales {@code s} per task
     */
    public static EksWeights stack(
            Layer.Convolution convolution,
            NDArray shared,
            NDArray bias,
            List<NDArray> a,
            List<NDArray> b,
            double[] scales) {
        long rows = a.stream().mapToLong(each -> each.getShape().get(0)).max().orElse(0);
        NDManager manager = shared.getManager();
        NDList paddedA = new NDList();
        NDList paddedB = new NDList();
        for (int task = 0; task < scales.length; task++) {
            NDArray scaled = b.get(task).mul(Scalars.of(b.get(task), scales[task]));
            paddedA.add(padded(manager, a.get(task), 0, rows).expandDims(0));
            paddedB.add(padded(manager, scaled, 1, rows).expandDims(0));
        }
        return new EksWeights(convolution, shared, bias, NDArrays.concat(paddedA, 0), NDArrays.concat(paddedB, 0));
    }

    private static NDArray padded(NDManager manager, NDArray matrix, int axis, long extent) {
        long missing = extent - matrix.getShape().get(axis);
        if (missing == 0) {
            return matrix;
        }
        long other = matrix.getShape().get(1 - axis);
        Shape shape = axis == 0 ? new Shape(missing, other) : new Shape(other, missing);
        return NDArrays.concat(new NDList(matrix, manager.zeros(shape, matrix.getDataType())), axis);
    }

    public Layer.Convolution convolution() {
        return convolution;
    }

    int tasks() {
        return Math.toIntExact(a.getShape().get(0));
    }

    /** The largest {@code r * k0} of all tasks; 0 where no task has an expert here. */
    long rows() {
        return a.getShape().get(1);
    }

    NDArray shared() {
        return shared;
    }

    NDArray a() {
        return a;
    }

    NDArray b() {
        return b;
    }

    /** {@code s B_t A_t} of every task, shape (tasks * outChannels, inChannels / groups, kernel...). */
    NDArray changes() {
        if (changes == null) {
            changes = product == null ? b.matMul(a).reshape(weightShape(-1)) : product.get();
        }
        return changes;
    }

    /**
     * The fused weights {@code W0 + s B_t A_t} (Eq. 1) of all tasks, stacked along the output channels: shape (tasks *
     * outChannels, inChannels / groups, kernel...). Made once, however many forms ask.
     */
    public NDArray fused() {
        if (fused == null) {
            fused = tasks() == 1 ? fusedAlone() : fusedByBroadcast();
        }
        return fused;
    }

    private NDArray fusedAlone() {
        return rows() == 0 ? shared : shared.add(changes());
    }

    /** One broadcast addition: nothing is copied per task, and one sum collects the shared weight's gradient. */
    private NDArray fusedByBroadcast() {
        Shape perTask = new Shape(tasks()).addAll(shared.getShape());
        NDArray stacked = rows() == 0
                ? shared.expandDims(0).repeat(0, tasks())
                : changes().reshape(perTask).add(shared);
        return stacked.reshape(weightShape(-1));
    }

    /** The fused weight of each task, each of the shared weight's shape. */
    public NDList fusedPerTask() {
        return tasks() == 1 ? new NDList(fused()) : fused().split(tasks(), 0);
    }

    /** The shared convolution with another weight: stride, padding, dilation, groups and bias as they are. */
    NDArray convolve(NDArray x, NDArray weight) {
        return convolve(x, weight, bias, convolution.groups());
    }

    NDArray convolve(NDArray x, NDArray weight, NDArray withBias, int groups) {
        return convolve(
                x,
                weight,
                withBias,
                shape(convolution.stride()),
                shape(convolution.padding()),
                shape(convolution.dilation()),
                groups);
    }

    NDArray bias() {
        return bias;
    }

    /** (outermost, inChannels / groups, kernel...). */
    Shape weightShape(long outermost) {
        List<Long> extents = new ArrayList<>();
        extents.add(outermost);
        extents.add((long) convolution.inChannels() / convolution.groups());
        convolution.kernel().forEach(extent -> extents.add((long) extent));
        return new Shape(extents);
    }

    /** A plain convolution over the spatial axes that the stride names: two or three. */
    static NDArray convolve(
            NDArray x, NDArray weight, NDArray bias, Shape stride, Shape padding, Shape dilation, int groups) {
        NDList y = stride.dimension() == 2
                ? Conv2d.conv2d(x, weight, bias, stride, padding, dilation, groups)
                : Conv3d.conv3d(x, weight, bias, stride, padding, dilation, groups);
        return y.singletonOrThrow();
    }

    private static Shape shape(List<Integer> extents) {
        return new Shape(extents.stream().mapToLong(Integer::longValue).toArray());
    }
}
