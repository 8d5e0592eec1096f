package io.lorkd.model.train;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A session in the middle of a round, as one folder: the files of the unit (see {@link UnitFolder}), and {@code
 * shared.safetensors} with
 *
 * <ul>
 *   <li>{@code values/<tensor>}: the backbone as it is by now;
 *   <li>{@code optimiser/<vector>/<tensor>}: its optimiser's state, such as {@code optimiser/velocity/conv1.0.weight}; the
 *       number of steps is in the metadata;
 *   <li>{@code statistics/<tensor>}: the running statistics, where they are shared;
 *   <li>{@code gradient/<tensor>}: the gradient that is kept to be written, where there is one.
 * </ul>
 *
 * <p>The base is not in it: that is the round's backbone, which the site has a file of.
 */
final class CheckpointFolder {
    private static final String SHARED = "shared.safetensors";
    private static final String VALUES = "values/";
    private static final String OPTIMISER = "optimiser/";
    private static final String STATISTICS = "statistics/";
    private static final String GRADIENT = "gradient/";
    private static final String STEPS = "steps";
    private static final String HAS_GRADIENT = "gradient";

    private final ModelState state;
    private final boolean sharedStatistics;
    private final UnitFolder unit;

    CheckpointFolder(ModelState state, boolean localStatistics) {
        this.state = state;
        this.sharedStatistics = !localStatistics;
        this.unit = new UnitFolder(state, localStatistics);
    }

    /** @param gradient flat, as the shared vector */
    void save(Path folder, Optional<double[]> gradient) {
        unit.save(folder);
        Map<String, double[]> tensors = new HashMap<>();
        ParameterGroup shared = state.shared();
        put(tensors, VALUES, state.sharedLayout(), state.precision().values(shared.values()));
        ParameterGroup.Snapshot optimiser = shared.snapshot();
        optimiser
                .vectors()
                .forEach((vector, values) -> put(tensors, OPTIMISER + vector + "/", state.sharedLayout(), values));
        if (sharedStatistics) {
            put(
                    tensors,
                    STATISTICS,
                    state.statistics().layout(),
                    state.statistics().get());
        }
        gradient.ifPresent(values -> put(tensors, GRADIENT, state.sharedLayout(), values));
        Map<String, String> metadata = new HashMap<>();
        metadata.put(STEPS, Long.toString(optimiser.steps()));
        metadata.put(HAS_GRADIENT, Boolean.toString(gradient.isPresent()));
        NamedTensors.write(folder.resolve(SHARED), infos(gradient.isPresent()), tensors, metadata);
    }

    /**
     * @return the gradient that was kept, flat
     * @throws InvalidInputException when the folder lacks something or was written for another model; nothing changed
     */
    Optional<double[]> load(Path folder) {
        Path file = folder.resolve(SHARED);
        Map<String, String> metadata = metadata(file);
        long steps = UnitFolder.number(file, metadata, STEPS);
        boolean hasGradient = Boolean.parseBoolean(metadata.get(HAS_GRADIENT));
        Map<String, double[]> tensors = NamedTensors.read(file, infos(hasGradient));
        unit.load(folder);

        state.shared().set(take(tensors, VALUES, state.sharedLayout()));
        Map<String, double[]> vectors = new HashMap<>();
        for (String vector : state.optimiser().state()) {
            vectors.put(vector, take(tensors, OPTIMISER + vector + "/", state.sharedLayout()));
        }
        state.shared().restore(new ParameterGroup.Snapshot(vectors, steps));
        if (sharedStatistics) {
            state.statistics().set(take(tensors, STATISTICS, state.statistics().layout()));
        }
        return hasGradient ? Optional.of(take(tensors, GRADIENT, state.sharedLayout())) : Optional.empty();
    }

    private static Map<String, String> metadata(Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            return file.metadata();
        }
    }

    private static void put(Map<String, double[]> into, String prefix, Layout layout, double[] vector) {
        layout.unpack(vector).forEach((name, values) -> into.put(prefix + name, values));
    }

    private static double[] take(Map<String, double[]> from, String prefix, Layout layout) {
        Map<String, double[]> parts = new HashMap<>();
        layout.slots().forEach(slot -> parts.put(slot.name(), from.get(prefix + slot.name())));
        return layout.pack(parts);
    }

    private List<TensorInfo> infos(boolean withGradient) {
        List<TensorInfo> infos = new ArrayList<>(infos(VALUES, state.sharedLayout()));
        for (String vector : state.optimiser().state()) {
            infos.addAll(infos(OPTIMISER + vector + "/", state.sharedLayout()));
        }
        if (sharedStatistics) {
            infos.addAll(infos(STATISTICS, state.statistics().layout()));
        }
        if (withGradient) {
            infos.addAll(infos(GRADIENT, state.sharedLayout()));
        }
        return infos;
    }

    private List<TensorInfo> infos(String prefix, Layout layout) {
        return layout.tensors(state.precision().dtype()).stream()
                .map(each -> new TensorInfo(prefix + each.name(), each.dtype(), each.shape()))
                .toList();
    }
}
