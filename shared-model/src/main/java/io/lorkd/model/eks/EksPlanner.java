package io.lorkd.model.eks;

import io.lorkd.model.network.Layer;

/**
 * Picks a layer's form by a plain rule. No form wins everywhere: the grouped convolution is cheap for few channels on
 * large maps and ruinous for many on small ones, and the residual's batched products pay where the maps are large enough.
 */
public final class EksPlanner {

    /** Up to this many input channels a grouped convolution of the whole batch was the fastest on CPU. */
    private static final int FEW_CHANNELS = 32;

    private EksPlanner() {}

    /** The form for this layer on this batch; always one that supports both. */
    public static EksForm choose(Layer.Convolution convolution, TaskAssignment assignment) {
        if (!(assignment instanceof TaskSegments segments)) {
            return EksForm.GROUPED;
        }
        if (segments.isSingle()) {
            return EksForm.SINGLE;
        }
        return EksForm.BY_TASK;
    }
}
