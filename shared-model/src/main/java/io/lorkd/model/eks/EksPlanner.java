package io.lorkd.model.eks;

import io.lorkd.model.network.Layer;

/**
 * Picks a layer's form by a plain rule. No form wins everywhere; measured forward and backward on one CPU thread, as
 * multiples of the plain convolution, with 16 samples of each task, then with 8 or fewer:
 *
 * <ul>
 *   <li>{@code by-task} is the best or close to it for most layers (0.9 to 1.7), but for wide 1x1 convolutions on few
 *       samples per task, which the engine computes badly in small pieces (1.2 to 1.5, then 2.1 to 7.7);
 *   <li>{@code residual} holds there (1.2 to 1.7), and costs more anywhere else (1.5 to 3 for 1x1, 3 to 7 for 3x3);
 *   <li>{@code grouped} is good for a first convolution on very few samples per task (1.1 to by-task's 1.3 to 1.9), and
 *       ruinous for wide ones (12).
 * </ul>
 */
public final class EksPlanner {

    /** From this many weights on, a 1x1 convolution is wide: between 116 x 116 and 232 x 232. */
    private static final long WIDE = 32_768;

    /** Below this many samples per task, pieces of a wide 1x1 convolution were slow. */
    private static final int FEW_SAMPLES = 16;

    /** Up to this many samples per task and input channels, one grouped convolution beat as many as there are tasks. */
    private static final int VERY_FEW_SAMPLES = 4;

    private static final int FEW_CHANNELS = 8;

    private EksPlanner() {}

    /** The form for this layer on this batch; always one that supports both. */
    public static EksForm choose(Layer.Convolution convolution, TaskAssignment assignment) {
        if (!(assignment instanceof TaskSegments batch)) {
            return EksForm.GROUPED;
        }
        if (batch.isSingle()) {
            return EksForm.SINGLE;
        }
        int samplesPerTask = batch.samples() / batch.segments().size();
        if (Residual.isPointwise(convolution)) {
            long weights = (long) convolution.inChannels() * convolution.outChannels();
            return weights >= WIDE && samplesPerTask < FEW_SAMPLES ? EksForm.RESIDUAL : EksForm.BY_TASK;
        }
        return convolution.inChannels() <= FEW_CHANNELS && samplesPerTask <= VERY_FEW_SAMPLES
                ? EksForm.GROUPED
                : EksForm.BY_TASK;
    }
}
