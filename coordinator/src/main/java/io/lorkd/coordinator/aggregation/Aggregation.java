package io.lorkd.coordinator.aggregation;

import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.BackboneManifest.Entry;
import io.lorkd.model.tensor.BackboneManifest.Tag;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorFile;
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
 * same bits in whatever order they came, and memory is a few blocks and an open file per site, whatever the model's size.
 *
 * <p>Trainable tensors go through the rule and the optimiser. Statistics (running mean and variance) travel as values and
 * take the mean by weight, under every rule.
 */
public final class Aggregation {
    /** Elements that are held of one tensor at a time. */
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
        try (OpenUpdates updates = OpenUpdates.open(inputs.updates());
                TensorFile previous = TensorFile.open(inputs.backbone());
                Velocity velocity = Velocity.open(velocityTensors(), inputs.optimiserState(), state);
                TensorFileWriter next = TensorFileWriter.create(backbone, manifest.tensors(), Map.of())) {
            Reduction trainable = rule.reduction();
            Reduction statistic = new WeightedMean();
            double[] values = new double[BLOCK];
            double[] reduced = new double[BLOCK];
            for (Entry entry : manifest.entries()) {
                TensorInfo tensor = entry.tensor();
                Reduction reduction = entry.tag() == Tag.TRAINABLE ? trainable : statistic;
                for (long first = 0; first < tensor.elements(); first += BLOCK) {
                    int count = (int) Math.min(BLOCK, tensor.elements() - first);
                    updates.reduce(tensor, first, count, reduction, reduced);
                    if (entry.tag() == Tag.TRAINABLE) {
                        previous.read(previous.tensor(tensor.name()), first, values, 0, count);
                        velocity.step(optimiser, rule.sign(), values, reduced, tensor, first, count);
                        write(next, tensor, first, values, count);
                    } else {
                        write(next, tensor, first, reduced, count);
                    }
                }
            }
            // The state first: without its backbone it is nothing, while a backbone could be taken for a whole result.
            Optional<Path> nextState = velocity.finish();
            return new Outputs(next.finish(), nextState);
        }
    }

    private List<TensorInfo> velocityTensors() {
        if (!optimiser.hasState()) {
            return List.of();
        }
        return manifest.entries().stream()
                .filter(entry -> entry.tag() == Tag.TRAINABLE)
                .map(entry -> Velocity.of(entry.tensor()))
                .toList();
    }

    private static void write(TensorFileWriter to, TensorInfo tensor, long first, double[] values, int count) {
        boolean single = tensor.dtype() == Dtype.F32;
        for (int i = 0; i < count; i++) {
            if (!Double.isFinite(single ? (float) values[i] : values[i])) {
                throw new AggregationException("The next backbone's " + tensor.name() + " has " + values[i]
                        + " at element " + (first + i) + ", which is no finite " + tensor.dtype()
                        + ": the training diverges; try a smaller learning rate");
            }
        }
        to.write(values, 0, count);
    }
}
