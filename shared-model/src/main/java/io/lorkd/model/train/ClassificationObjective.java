package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.loss.ClassificationLoss;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Labels, and features of a teacher (paper, Eq. 9).
 *
 * @param labels int64, shape (samples)
 * @param teacher its features, before a learned projection: shape (samples, width)
 */
record ClassificationObjective(Heads heads, Rules rules, NDArray labels, Optional<NDArray> teacher)
        implements Objective {

    /**
     * @param temperature tau of the heads
     * @param transferTemperature of the features' softmax, where there is a teacher
     * @param beta weight of the transfer term
     */
    record Rules(double temperature, double transferTemperature, double beta) {}

    @Override
    public double beta() {
        return rules.beta();
    }

    @Override
    public Terms terms(Features features, Map<String, NDArray> parameters, TaskSegments batch) {
        List<Features> parts = features.split(batch);
        NDList labelParts = labels.split(batch.boundaries());
        NDList sums = new NDList(parts.size());
        NDList hits = new NDList(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            NDArray logits = heads.logits(batch.segments().get(i).task(), parts.get(i), parameters);
            sums.add(ClassificationLoss.crossEntropySum(logits, labelParts.get(i), rules.temperature())
                    .reshape(1));
            hits.add(hits(logits, labelParts.get(i)));
        }
        return new Terms(
                together(sums), teacher.map(each -> transfer(features.last(), each, parameters)), together(hits));
    }

    /** How many images are most likely of the class that they are of. */
    private static NDArray hits(NDArray logits, NDArray segmentLabels) {
        return logits.argMax(1)
                .eq(segmentLabels)
                .toType(logits.getDataType(), false)
                .sum()
                .reshape(1);
    }

    private static NDArray together(NDList each) {
        return each.size() == 1 ? each.get(0) : NDArrays.concat(each, 0);
    }

    private NDArray transfer(NDArray features, NDArray taught, Map<String, NDArray> parameters) {
        NDArray projection = parameters.get(Student.PROJECTION);
        NDArray expected = projection == null ? taught : taught.matMul(projection);
        return ClassificationLoss.transfer(features, expected, rules.transferTemperature());
    }
}
