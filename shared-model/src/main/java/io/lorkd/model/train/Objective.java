package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import io.lorkd.model.eks.TaskSegments;

import java.util.Map;
import java.util.Optional;

/**
 * What one batch's features are trained towards. The loss is the mean over the batch's samples of each sample's own (so
 * batches of several sites add up to that of their union), plus {@link #beta} times a transfer term (paper, Eq. 6).
 */
sealed interface Objective permits ClassificationObjective, SegmentationObjective {

    /**
     * @param sums each segment's task loss, summed over its samples: shape (segments)
     * @param transfer how far the batch is from the teacher, a scalar; empty without a teacher
     * @param scores how well each segment is predicted, from 0 to 1, summed over its samples: shape (segments). Nothing is
     *     minimised by it
     */
    record Terms(NDArray sums, Optional<NDArray> transfer, NDArray scores) {}

    /** Weight of the transfer term. */
    double beta();

    /** @param parameters all of the model's, by name */
    Terms terms(Features features, Map<String, NDArray> parameters, TaskSegments batch);
}
