package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.lorkd.model.eks.TaskSegments;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a trunk makes of a batch, and heads are put on.
 *
 * @param last the trunk's end: shape (samples, width), or (samples, width, spatial...) where it segments
 * @param taps what the network's query decoder reads beside it, by the tap's name; empty without one
 */
record Features(NDArray last, Map<String, NDArray> taps) {

    static Features of(NDArray last) {
        return new Features(last, Map.of());
    }

    /** Each segment's own, in the order of the segments. */
    List<Features> split(TaskSegments batch) {
        if (batch.isSingle()) {
            return List.of(this);
        }
        NDList parts = last.split(batch.boundaries());
        Map<String, NDList> ofTaps = new HashMap<>();
        taps.forEach((name, tap) -> ofTaps.put(name, tap.split(batch.boundaries())));
        List<Features> split = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            int segment = i;
            Map<String, NDArray> own = new HashMap<>();
            ofTaps.forEach((name, each) -> own.put(name, each.get(segment)));
            split.add(new Features(parts.get(segment), own));
        }
        return split;
    }
}
