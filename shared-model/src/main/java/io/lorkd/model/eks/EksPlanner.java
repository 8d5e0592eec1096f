package io.lorkd.model.eks;

import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Parameters;

/**
 * Picks a layer's form by a plain rule, read from times forward and backward on one CPU thread, at rank 8, of 64 samples
 * of 4, 8 and 16 tasks; in 3D, of 2 to 8 patches of 2 to 4 tasks.
 *
 * <ul>
 *   <li>{@code by-task} is the best or close to it for most layers (0.8 to 2 times the plain convolution), but not where a
 *       1x1 convolution has many weights for the few positions it is applied to: every task's fused weight is made, and
 *       read by small pieces of the batch, which the engine computes badly (2 to 13);
 *   <li>{@code residual} holds there (1.2 to 3), and costs more anywhere else (1.5 to 3 for 1x1, 3 to 7 for 3x3);
 *   <li>{@code grouped} is good for a first convolution on very few samples per task (1.1 to by-task's 1.3 to 1.9), and
 *       ruinous for wide ones (6 to 12);
 *   <li>in 3D a piece of one patch is mostly too small for the engine's fast convolution, which makes {@code by-task} 3 to 12
 *       times the plain one there, where {@code grouped} takes 1.0 to 1.5; large pieces are fast, and few positions under many
 *       weights are slower still in {@code grouped}.
 * </ul>
 */
public final class EksPlanner {

    /** From this many samples per task on, the engine computes the pieces of a batch as well as the whole. */
    private static final int ENOUGH_SAMPLES = 16;

    /** Weights per position of a feature map from which a 1x1 convolution is not taken to pieces. */
    private static final long WIDE = 5_000;

    /** The same for few samples per task. */
    private static final long WIDE_FOR_FEW_SAMPLES = 500;

    /** Up to this many samples per task and input channels, one grouped convolution beat as many as there are tasks. */
    private static final int VERY_FEW_SAMPLES = 4;

    private static final int FEW_CHANNELS = 8;

    /** Weights per position from which a 3D convolution is taken to pieces even where a piece is one patch. */
    private static final long WIDE_IN_VOLUMES = 10_000;

    /** Values of one patch's feature map above which the engine is fast on it alone. */
    private static final long LARGE_PATCH = 1 << 20;

    private EksPlanner() {}

    /**
     * The form for this layer on this batch; always one that supports both.
     *
     * @param positions of one sample's feature map, the product of its spatial extents
     */
    public static EksForm choose(Layer.Convolution convolution, TaskAssignment assignment, long positions) {
        if (!(assignment instanceof TaskSegments batch)) {
            return EksForm.GROUPED;
        }
        if (batch.isSingle()) {
            return EksForm.SINGLE;
        }
        int samplesPerTask = batch.samples() / batch.segments().size();
        if (Residual.isPointwise(convolution)) {
            long weights = (long) convolution.inChannels() * convolution.outChannels();
            long wide = samplesPerTask < ENOUGH_SAMPLES ? WIDE_FOR_FEW_SAMPLES : WIDE;
            return weights >= wide * positions ? EksForm.RESIDUAL : EksForm.BY_TASK;
        }
        if (convolution.kernel().size() == 3) {
            return samplesPerTask == 1 && gainsInGroups(convolution, positions) ? EksForm.GROUPED : EksForm.BY_TASK;
        }
        return convolution.inChannels() <= FEW_CHANNELS && samplesPerTask <= VERY_FEW_SAMPLES
                ? EksForm.GROUPED
                : EksForm.BY_TASK;
    }

    private static boolean gainsInGroups(Layer.Convolution convolution, long positions) {
        long weights = Parameters.weightShape(convolution).stream().reduce(1L, Math::multiplyExact);
        return weights < WIDE_IN_VOLUMES * positions && convolution.inChannels() * positions <= LARGE_PATCH;
    }
}
