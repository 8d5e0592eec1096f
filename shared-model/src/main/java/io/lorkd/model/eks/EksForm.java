package io.lorkd.model.eks;

import ai.djl.ndarray.NDArray;
import io.lorkd.model.network.Layer;

import java.util.List;

/**
 * One exact way to compute an EKS convolution (paper, 3.4, Eq. 3-5). All forms give the values and gradients of the
 * definition, in which sample i of task t is convolved with {@code W0 + s B_t A_t}; they differ in cost.
 */
public sealed interface EksForm permits Single, Grouped, ByTask, Residual {

    /** The batch has one task: fuse, then one plain convolution. */
    EksForm SINGLE = new Single();

    /** The paper's: each sample's weight gathered by its task, the batch folded into the channels. */
    EksForm GROUPED = new Grouped();

    /** One plain convolution with the fused weight per task present, on its segment of the batch. */
    EksForm BY_TASK = new ByTask();

    /** The shared convolution once over the whole batch, plus the low-rank path of each sample's task. */
    EksForm RESIDUAL = new Residual();

    static List<EksForm> all() {
        return List.of(SINGLE, GROUPED, BY_TASK, RESIDUAL);
    }

    /** As written in reports and benchmarks: {@code single}, {@code grouped}, {@code by-task}, {@code residual}. */
    String label();

    /** Whether this form can compute that convolution on a batch assigned like that. */
    boolean supports(Layer.Convolution convolution, TaskAssignment assignment);

    /**
     * @param x the batch, shape (samples, inChannels, spatial...)
     * @return shape (samples, outChannels, spatial...), in the order of the batch
     */
    NDArray apply(EksWeights weights, NDArray x, TaskAssignment assignment);
}
