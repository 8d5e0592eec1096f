package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.network.Parameters;
import io.lorkd.model.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds one region's expert into the backbone, {@code W0 + s B A} (Eq. 1): the light model that is used after training.
 * The backbone itself stays as it is, since taking the change away again would be inexact.
 */
record Fusion(ModelState state, Student student, double temperature) {

    /**
     * As {@link io.lorkd.model.expert.FusedExpert} has it: the network's parameters and statistics in the order of the tree,
     * then the head.
     */
    void write(int region, Path to) {
        Precision precision = state.precision();
        try (NDManager scratch = state.manager().newSubManager()) {
            Map<String, NDArray> parameters = student.constants(scratch);
            Map<String, NDArray> all = new HashMap<>(parameters);
            all.putAll(state.statistics().views(scratch));
            state.experts()
                    .ifPresent(bank -> bank.activate(
                                    bank.group().constant(scratch), parameters, TaskSegments.single(region, 1))
                            .weights()
                            .forEach((name, weights) -> all.put(name + ".weight", weights.fused())));
            List<TensorInfo> tensors =
                    new ArrayList<>(Layout.of(Parameters.of(state.network())).tensors(precision.dtype()));
            state.heads().alone(region, parameters, temperature).forEach((name, tensor) -> {
                all.put(name, tensor);
                tensors.add(new TensorInfo(name, precision.dtype(), extents(tensor)));
            });
            Map<String, double[]> values = new HashMap<>();
            tensors.forEach(tensor -> values.put(tensor.name(), precision.values(all.get(tensor.name()))));
            NamedTensors.write(to, tensors, values, Map.of());
        }
    }

    /**
     * The network without experts, and the heads of all regions as one, their classes side by side in the regions' order.
     *
     * @param metadata what the file is to say of itself
     */
    void writeUnified(Path to, Map<String, String> metadata) {
        Precision precision = state.precision();
        try (NDManager scratch = state.manager().newSubManager()) {
            Map<String, NDArray> parameters = student.constants(scratch);
            Map<String, NDArray> all = new HashMap<>(parameters);
            all.putAll(state.statistics().views(scratch));
            List<TensorInfo> tensors =
                    new ArrayList<>(Layout.of(Parameters.of(state.network())).tensors(precision.dtype()));
            Map<String, NDList> heads = new LinkedHashMap<>();
            for (int region = 0; region < state.heads().regions().size(); region++) {
                state.heads()
                        .alone(region, parameters, temperature)
                        .forEach((name, tensor) -> heads.computeIfAbsent(name, first -> new NDList())
                                .add(tensor));
            }
            heads.forEach((name, parts) -> {
                NDArray unified = NDArrays.concat(parts, 0);
                all.put(name, unified);
                tensors.add(new TensorInfo(name, precision.dtype(), extents(unified)));
            });
            Map<String, double[]> values = new HashMap<>();
            tensors.forEach(tensor -> values.put(tensor.name(), precision.values(all.get(tensor.name()))));
            NamedTensors.write(to, tensors, values, metadata);
        }
    }

    private static List<Long> extents(NDArray tensor) {
        return Arrays.stream(tensor.getShape().getShape()).boxed().toList();
    }
}
