package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.network.ParameterSpec;
import io.lorkd.model.network.Parameters;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds one region's expert into the backbone, {@code W0 + s B A} (Eq. 1): the light model that is used after training.
 * The backbone itself stays as it is, since taking the change away again would be inexact.
 */
record Fusion(ModelState state, Student student, double temperature) {

    static final String HEAD_WEIGHT = "fc.weight";
    static final String HEAD_BIAS = "fc.bias";

    /** Of a network with a head: its parameters and statistics in the order of the tree, then the head. */
    static List<TensorInfo> tensors(List<ParameterSpec> network, int features, int classes, Dtype dtype) {
        List<TensorInfo> tensors = new ArrayList<>(Layout.of(network).tensors(dtype));
        tensors.add(new TensorInfo(HEAD_WEIGHT, dtype, List.of((long) classes, (long) features)));
        tensors.add(new TensorInfo(HEAD_BIAS, dtype, List.of((long) classes)));
        return tensors;
    }

    /** @param metadata what the file is to say of itself */
    void write(int region, Path to, Map<String, String> metadata) {
        Precision precision = state.precision();
        RegionHead head = state.heads().regions().get(region);
        Map<String, double[]> values = new HashMap<>();
        try (NDManager scratch = state.manager().newSubManager()) {
            Map<String, NDArray> parameters = student.constants(scratch);
            Map<String, NDArray> all = new HashMap<>(parameters);
            all.putAll(state.statistics().views(scratch));
            state.experts()
                    .ifPresent(bank -> bank.activate(
                                    bank.group().constant(scratch), parameters, TaskSegments.single(region, 1))
                            .weights()
                            .forEach((name, weights) -> all.put(name + ".weight", weights.fused())));
            all.put(HEAD_WEIGHT, parameters.get(Heads.weight(head.region())).div(temperature));
            all.put(HEAD_BIAS, parameters.get(Heads.bias(head.region())).div(temperature));
            List<TensorInfo> tensors = tensors(
                    Parameters.of(state.network()),
                    state.network().featureWidth(),
                    head.classes().size(),
                    precision.dtype());
            tensors.forEach(tensor -> values.put(tensor.name(), precision.values(all.get(tensor.name()))));
            NamedTensors.write(to, tensors, values, metadata);
        }
    }
}
