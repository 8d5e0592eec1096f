package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.init.Initialiser;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Linear classification heads: weight (classes, features) and bias (classes). */
record LinearHeads(List<RegionHead> regions, int features) implements Heads {

    LinearHeads {
        regions = List.copyOf(regions);
    }

    @Override
    public Map<String, List<Long>> shapes() {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        for (RegionHead head : regions) {
            long classes = head.classes().size();
            shapes.put(Heads.weight(head.region()), List.of(classes, (long) features));
            shapes.put(Heads.bias(head.region()), List.of(classes));
        }
        return shapes;
    }

    @Override
    public Map<String, double[]> initial(long seed) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (RegionHead head : regions) {
            int classes = head.classes().size();
            values.put(Heads.weight(head.region()), Initialiser.headWeight(seed, head.region(), classes, features));
            values.put(Heads.bias(head.region()), Initialiser.headBias(seed, head.region(), classes, features));
        }
        return values;
    }

    @Override
    public NDArray logits(int region, Features batch, Map<String, NDArray> parameters) {
        String name = regions.get(region).region();
        return apply(batch.last(), parameters.get(Heads.weight(name)), parameters.get(Heads.bias(name)));
    }

    /** @param batch shape (samples, features) */
    static NDArray apply(NDArray batch, NDArray weight, NDArray bias) {
        return batch.matMul(weight.transpose()).add(bias);
    }

    @Override
    public Map<String, NDArray> alone(int region, Map<String, NDArray> parameters, double temperature) {
        String name = regions.get(region).region();
        Map<String, NDArray> head = new LinkedHashMap<>();
        head.put(FusedExpert.LINEAR_WEIGHT, parameters.get(Heads.weight(name)).div(temperature));
        head.put(FusedExpert.LINEAR_BIAS, parameters.get(Heads.bias(name)).div(temperature));
        return head;
    }
}
