package io.lorkd.model.eks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.lorkd.model.network.Layer;

import java.util.List;

/** Any geometry; a batch sorted by task. The segments are views, so only the results are copied, once. */
final class ByTask implements EksForm {

    @Override
    public String label() {
        return "by-task";
    }

    @Override
    public boolean supports(Layer.Convolution convolution, TaskAssignment assignment) {
        return assignment instanceof TaskSegments;
    }

    @Override
    public NDArray apply(EksWeights weights, NDArray x, TaskAssignment assignment) {
        TaskSegments batch = (TaskSegments) assignment;
        if (batch.isSingle()) {
            return EksForm.SINGLE.apply(weights, x, batch);
        }
        NDList fused = weights.fusedPerTask();
        NDList parts = x.split(batch.boundaries());
        List<TaskSegments.Segment> segments = batch.segments();
        NDList results = new NDList(segments.size());
        for (int i = 0; i < segments.size(); i++) {
            results.add(weights.convolve(parts.get(i), fused.get(segments.get(i).task())));
        }
        return NDArrays.concat(results, 0);
    }
}
