package io.lorkd.model.train;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorInfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything local, as one folder:
 *
 * <ul>
 *   <li>{@code experts.safetensors}: {@code <region>/<convolution>.A} and {@code .B}; the ranks are in its metadata;
 *   <li>{@code local.safetensors}: heads, and where they stay here, normalisation with its running statistics and a
 *       learned projection;
 *   <li>{@code optimiser.safetensors}: {@code <vector>/<tensor>}, such as {@code velocity/skin/head.weight}; the number
 *       of steps is in its metadata.
 * </ul>
 *
 * <p>The backbone is not in it: it comes anew each round, and its velocity starts at zero then.
 */
final class UnitFolder {

    private static final String EXPERTS = "experts.safetensors";
    private static final String LOCAL = "local.safetensors";
    private static final String OPTIMISER = "optimiser.safetensors";
    private static final String LOCAL_STEPS = "local_steps";
    private static final String EXPERT_STEPS = "expert_steps";

    private final ModelState state;
    private final boolean localStatistics;
    private final Dtype dtype;

    UnitFolder(ModelState state, boolean localStatistics) {
        this.state = state;
        this.localStatistics = localStatistics;
        this.dtype = state.precision().dtype();
    }

    /** @param folder made if it is not there */
    void save(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + folder + ": " + e, e);
        }
        Map<String, String> ranks = new LinkedHashMap<>();
        state.heads()
                .regions()
                .forEach(head -> ranks.put(
                        head.region(), state.ranks().get(head.region()).toString()));
        NamedTensors.write(folder.resolve(EXPERTS), expertInfos(), state.expertValues(), ranks);
        Map<String, double[]> local = new HashMap<>(state.localLayout()
                .unpack(state.precision().values(state.local().values())));
        if (localStatistics) {
            local.putAll(state.statistics().layout().unpack(state.statistics().get()));
        }
        NamedTensors.write(folder.resolve(LOCAL), localInfos(), local, Map.of());
        saveOptimiser(folder.resolve(OPTIMISER));
    }

    private void saveOptimiser(Path file) {
        Map<String, double[]> vectors = new LinkedHashMap<>();
        ParameterGroup.Snapshot local = state.local().snapshot();
        local.vectors()
                .forEach((vector, values) -> state.localLayout()
                        .unpack(values)
                        .forEach((tensor, part) -> vectors.put(vector + "/" + tensor, part)));
        ModelState.ExpertOptimiserState experts = state.expertOptimiserState();
        experts.vectors()
                .forEach((vector, tensors) ->
                        tensors.forEach((tensor, part) -> vectors.put(vector + "/" + tensor, part)));
        NamedTensors.write(
                file,
                optimiserInfos(),
                vectors,
                Map.of(LOCAL_STEPS, Long.toString(local.steps()), EXPERT_STEPS, Long.toString(experts.steps())));
    }

    /** @throws InvalidInputException when the folder lacks something or was written for another model; nothing changed */
    void load(Path folder) {
        Map<String, Integer> ranks = ranks(folder.resolve(EXPERTS));
        List<TensorInfo> expertInfos = state.expertInfos(ranks);
        Map<String, double[]> experts = NamedTensors.read(folder.resolve(EXPERTS), expertInfos);
        Map<String, double[]> local = NamedTensors.read(folder.resolve(LOCAL), localInfos());
        List<TensorInfo> optimiserInfos = optimiserInfos(expertInfos);
        Map<String, double[]> vectors = NamedTensors.read(folder.resolve(OPTIMISER), optimiserInfos);
        Map<String, String> steps = metadata(folder.resolve(OPTIMISER));
        long localSteps = number(folder.resolve(OPTIMISER), steps, LOCAL_STEPS);
        long expertSteps = number(folder.resolve(OPTIMISER), steps, EXPERT_STEPS);

        state.build(ranks, experts);
        state.local().set(state.localLayout().pack(local));
        if (localStatistics) {
            state.statistics().set(state.statistics().layout().pack(local));
        }
        Map<String, double[]> localVectors = new LinkedHashMap<>();
        Map<String, Map<String, double[]>> expertVectors = new LinkedHashMap<>();
        for (String vector : state.optimiser().state()) {
            Map<String, double[]> parts = new HashMap<>();
            String prefix = vector + "/";
            vectors.forEach((name, part) -> {
                if (name.startsWith(prefix)) {
                    parts.put(name.substring(prefix.length()), part);
                }
            });
            localVectors.put(vector, state.localLayout().pack(parts));
            parts.keySet().retainAll(expertInfos.stream().map(TensorInfo::name).toList());
            expertVectors.put(vector, parts);
        }
        state.local().restore(new ParameterGroup.Snapshot(localVectors, localSteps));
        state.restoreExpertOptimiser(new ModelState.ExpertOptimiserState(expertVectors, expertSteps));
    }

    private Map<String, Integer> ranks(Path file) {
        Map<String, String> written = metadata(file);
        Map<String, Integer> ranks = new LinkedHashMap<>();
        for (RegionHead head : state.heads().regions()) {
            ranks.put(head.region(), Math.toIntExact(number(file, written, head.region())));
        }
        return ranks;
    }

    private static Map<String, String> metadata(Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            return file.metadata();
        }
    }

    static long number(Path file, Map<String, String> metadata, String key) {
        try {
            long number = Long.parseLong(metadata.getOrDefault(key, "missing"));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a negative one.
        }
        throw new InvalidInputException(file + ": its metadata has \"" + metadata.get(key) + "\" for " + key
                + ", expected a whole number; it is not of these regions or is damaged");
    }

    private List<TensorInfo> expertInfos() {
        return state.expertInfos(state.ranks());
    }

    private List<TensorInfo> localInfos() {
        List<TensorInfo> infos = new ArrayList<>(state.localLayout().tensors(dtype));
        if (localStatistics) {
            infos.addAll(state.statistics().layout().tensors(dtype));
        }
        return infos;
    }

    private List<TensorInfo> optimiserInfos() {
        return optimiserInfos(expertInfos());
    }

    private List<TensorInfo> optimiserInfos(List<TensorInfo> expertInfos) {
        List<TensorInfo> infos = new ArrayList<>();
        for (String vector : state.optimiser().state()) {
            List<TensorInfo> tensors = new ArrayList<>(state.localLayout().tensors(dtype));
            tensors.addAll(expertInfos);
            tensors.forEach(each -> infos.add(new TensorInfo(vector + "/" + each.name(), each.dtype(), each.shape())));
        }
        return infos;
    }
}
