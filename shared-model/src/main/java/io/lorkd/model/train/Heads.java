package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.init.Initialiser;
import io.lorkd.model.loss.ClassificationLoss;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One linear classification head per region. */
record Heads(List<RegionHead> regions, int features) {

    static String weight(String region) {
        return region + "/head.weight";
    }

    static String bias(String region) {
        return region + "/head.bias";
    }

    Map<String, List<Long>> shapes() {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        for (RegionHead head : regions) {
            long classes = head.classes().size();
            shapes.put(weight(head.region()), List.of(classes, (long) features));
            shapes.put(bias(head.region()), List.of(classes));
        }
        return shapes;
    }

    Map<String, double[]> initial(long seed) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (RegionHead head : regions) {
            int classes = head.classes().size();
            values.put(weight(head.region()), Initialiser.headWeight(seed, head.region(), classes, features));
            values.put(bias(head.region()), Initialiser.headBias(seed, head.region(), classes, features));
        }
        return values;
    }

    /** @return shape (samples, classes of that region) */
    NDArray logits(int region, NDArray features, Map<String, NDArray> parameters) {
        String name = regions.get(region).region();
        return features.matMul(parameters.get(weight(name)).transpose()).add(parameters.get(bias(name)));
    }

    /**
     * Each segment's summed cross-entropy, in the order of the segments.
     *
     * @param labels int64, shape (samples)
     * @return shape (segments)
     */
    NDArray lossSums(
            NDArray features, NDArray labels, Map<String, NDArray> parameters, TaskSegments batch, double temperature) {
        NDList parts = features.split(batch.boundaries());
        NDList labelParts = labels.split(batch.boundaries());
        NDList sums = new NDList(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            NDArray logits = logits(batch.segments().get(i).task(), parts.get(i), parameters);
            sums.add(ClassificationLoss.crossEntropySum(logits, labelParts.get(i), temperature)
                    .reshape(1));
        }
        return sums.size() == 1 ? sums.get(0) : NDArrays.concat(sums, 0);
    }
}
