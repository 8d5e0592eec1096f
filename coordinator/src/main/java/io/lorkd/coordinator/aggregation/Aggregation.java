package io.lorkd.coordinator.aggregation;

import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.BackboneManifest.Entry;
import io.lorkd.model.tensor.BackboneManifest.Tag;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.FlatFile;
import io.lorkd.model.tensor.FlatForm;
import io.lorkd.model.tensor.TensorFileWriter;
import io.lorkd.model.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * The pure function (previous backbone, server optimiser state, updates, rule) -> (next backbone, next state). It walks all
 * files together, block by block, and adds site after site in the order of their ids, in double: the same updates give the
 * same bits in whatever order they came, and memory is a few blocks, whatever the model's size and the number of sites.
 *
 * <p>Trainable tensors go through the rule and the optimiser. Statistics (running mean and variance) travel as values and
 * take the mean by weight, under every rule.
 */
public final class Aggregation {
    /** Elements that are held of one file at a time, at most. */
    static final int BLOCK = 64 * 1024;

    private final BackboneManifest manifest;
    private final Rule rule;
    private final ServerOptimiser optimiser;

    public Aggregation(BackboneManifest manifest, Rule rule, ServerOptimiser optimiser) {
        this.manifest = requireNonNull(manifest, "manifest");
        this.rule = requireNonNull(rule, "rule");
        this.optimiser = requireNonNull(optimiser, "optimiser");
    }

    /**
     * What to make the next backbone of.
     *
     * @param backbone the round's backbone
     * @param optimiserState what the last round left; empty in the first one, and for an optimiser without state
     * @param updates at least one, of different sites, in any order
     */
    public record Inputs(Path backbone, Optional<Path> optimiserState, List<Update> updates) {
        public Inputs {
            updates =
                    updates.stream().sorted(Comparator.comparing(Update::site)).toList();
            if (updates.isEmpty()) {
                throw new IllegalArgumentException("There is no update to make a backbone of");
            }
            Set<String> sites = new HashSet<>();
            for (Update update : updates) {
                if (!sites.add(update.site())) {
                    throw new IllegalArgumentException("Site " + update.site() + " is counted twice");
                }
            }
        }
    }

    /** Where the results lie. The state is empty for an optimiser that has none. */
    public record Outputs(Path backbone, Optional<Path> optimiserState) {}

    /**
     * Writes the next backbone and state; whole or not at all.
     *
     * @param backbone the file to write the next backbone to
     * @param state the file to write the next optimiser state to, if there is one
     * @throws AggregationException if a result is not a finite number of the backbone's type
     */
    public Outputs run(Inputs inputs, Path backbone, Path state) {
        FlatForm form = FlatForm.of(manifest.tensors());
        try (OpenUpdates updates = OpenUpdates.open(form, inputs.updates());
                FlatFile previous = form.open(inputs.backbone());
                OptimiserState moments = OptimiserState.open(optimiser, trainable(), inputs.optimiserState(), state);
                TensorFileWriter next = TensorFileWriter.create(backbone, manifest.tensors(), Map.of())) {
            Runs runs = new Runs(manifest);
            Reduction trainable = Reduction.of(rule, updates, runs);
            Reduction statistic = WeightedMean.of(inputs.updates());
            int block = trainable.block();
            double[] values = new double[block];
            double[] reduced = new double[block];
            for (long first = 0; first < form.elements(); first += block) {
                int count = (int) Math.min(block, form.elements() - first);
                List<Runs.Part> parts = runs.in(first, count);
                updates.reduce(first, count, parts, trainable, statistic, reduced);
                previous.read(first, values, count);
                for (Runs.Part part : parts) {
                    if (part.trainable()) {
                        moments.step(values, reduced, rule.sign(), part.from(), part.to());
                    } else {
                        System.arraycopy(reduced, part.from(), values, part.from(), part.to() - part.from());
                    }
                }
                checkFinite(form, first, values, count);
                next.write(values, 0, count);
            }
            // The state first: without its backbone it is nothing, while a backbone could be taken for a whole result.
            Optional<Path> nextState = moments.finish();
            return new Outputs(next.finish(), nextState);
        }
    }

    private List<TensorInfo> trainable() {
        return manifest.entries().stream()
                .filter(entry -> entry.tag() == Tag.TRAINABLE)
                .map(Entry::tensor)
                .toList();
    }

    private static void checkFinite(FlatForm form, long first, double[] values, int count) {
        boolean single = form.dtype() == Dtype.F32;
        for (int i = 0; i < count; i++) {
            if (!Double.isFinite(single ? (float) values[i] : values[i])) {
                throw new AggregationException("The next backbone has " + values[i] + " as "
                        + form.place(first + i) + ", which is no finite " + form.dtype()
                        + ": the training diverges; try a smaller learning rate");
            }
        }
    }
}
