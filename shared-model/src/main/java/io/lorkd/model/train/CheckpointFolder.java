package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorFileWriter;
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

    /** Vectors of one layout, whose tensors have a prefix in the file. */
    private record Part(String prefix, Layout layout) {
        List<TensorInfo> tensors(Dtype dtype) {
            return layout.tensors(dtype).stream()
                    .map(each -> new TensorInfo(prefix + each.name(), each.dtype(), each.shape()))
                    .toList();
        }
    }

    /**
     * Vector by vector: a backbone and its optimiser's state need not all be in Java's memory at once.
     *
     * @param gradient as flat as the shared vector
     */
    void save(Path folder, Optional<NDArray> gradient) {
        unit.save(folder);
        Map<String, String> metadata = Map.of(
                STEPS, Long.toString(state.shared().steps()), HAS_GRADIENT, Boolean.toString(gradient.isPresent()));
        List<TensorInfo> tensors = parts(gradient.isPresent()).stream()
                .flatMap(part -> part.tensors(state.precision().dtype()).stream())
                .toList();
        try (TensorFileWriter writer = TensorFileWriter.create(folder.resolve(SHARED), tensors, metadata)) {
            write(writer, state.precision().values(state.shared().values()));
            for (NDArray vector : state.shared().state()) {
                write(writer, state.precision().values(vector));
            }
            if (sharedStatistics) {
                write(writer, state.statistics().get());
            }
            gradient.ifPresent(values -> write(writer, state.precision().values(values)));
            writer.finish();
        }
    }

    private static void write(TensorFileWriter writer, double[] vector) {
        writer.write(vector, 0, vector.length);
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
        Map<String, double[]> vectors = new HashMap<>();
        for (Part part : parts(hasGradient)) {
            vectors.put(part.prefix(), read(file, part));
        }
        unit.load(folder);

        state.shared().set(vectors.get(VALUES));
        Map<String, double[]> optimiser = new HashMap<>();
        state.optimiser().state().forEach(vector -> optimiser.put(vector, vectors.get(prefix(vector))));
        state.shared().restore(new ParameterGroup.Snapshot(optimiser, steps));
        if (sharedStatistics) {
            state.statistics().set(vectors.get(STATISTICS));
        }
        return Optional.ofNullable(vectors.get(GRADIENT));
    }

    private double[] read(Path file, Part part) {
        Map<String, double[]> tensors = new HashMap<>();
        NamedTensors.read(file, part.tensors(state.precision().dtype()))
                .forEach((name, values) ->
                        tensors.put(name.substring(part.prefix().length()), values));
        return part.layout().pack(tensors);
    }

    /** In the order in which they are written. */
    private List<Part> parts(boolean withGradient) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(VALUES, state.sharedLayout()));
        state.optimiser().state().forEach(vector -> parts.add(new Part(prefix(vector), state.sharedLayout())));
        if (sharedStatistics) {
            parts.add(new Part(STATISTICS, state.statistics().layout()));
        }
        if (withGradient) {
            parts.add(new Part(GRADIENT, state.sharedLayout()));
        }
        return parts;
    }

    private static String prefix(String vector) {
        return OPTIMISER + vector + "/";
    }

    private static Map<String, String> metadata(Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            return file.metadata();
        }
    }
}
