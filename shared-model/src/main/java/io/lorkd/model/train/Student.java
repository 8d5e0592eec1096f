package io.lorkd.model.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.lorkd.model.array.Scalars;
import io.lorkd.model.eks.TaskSegments;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs the model: one step of the paper's Algorithm 1 for one batch, or one batch forward. Its caller sees to it that
 * steps take turns in the JVM.
 */
final class Student {

    /** A learned projection's name among the local tensors: (teacher width, student width). */
    static final String PROJECTION = "teacher/projection";

    private final ModelState state;
    private final boolean frozenStatistics;

    /** @param images shape (samples, channels, spatial...), in the batch's manager */
    record Inputs(NDArray images, TaskSegments segments, Objective objective) {}

    /**
     * Before the update.
     *
     * @param task the samples' mean
     * @param transfer 0 without a teacher
     * @param total what was minimised
     * @param perSegment mean task loss of each segment
     * @param scores mean score of each segment
     */
    record Losses(double task, double transfer, double total, double[] perSegment, double[] scores) {}

    /** @param frozenStatistics whether training normalises by the running statistics and leaves them */
    Student(ModelState state, boolean frozenStatistics) {
        this.state = state;
        this.frozenStatistics = frozenStatistics;
    }

    /**
     * Gradients of the loss times {@code share}; the local parameters take their step.
     *
     * @param warmup whether experts, where there are any, are unused and left as they are
     * @param backbone takes the backbone's gradient, which ends with the batch and may be changed
     */
    Losses step(Inputs inputs, double share, double learningRate, boolean warmup, Consumer<NDArray> backbone) {
        NDManager batch = inputs.images().getManager();
        Optional<ExpertBank> bank = warmup ? Optional.empty() : state.experts();
        NDArray shared = state.shared().leaf(batch);
        NDArray local = state.local().leaf(batch);
        Optional<NDArray> experts = bank.map(each -> each.group().leaf(batch));
        Optional<NDArray> statistics = frozenStatistics
                ? Optional.empty()
                : Optional.of(state.statistics().blank(batch));
        NDArray parts;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            Map<String, NDArray> parameters = parameters(shared, local);
            Features features = features(inputs.images(), inputs.segments(), parameters, experts, statistics);
            Objective.Terms terms = inputs.objective().terms(features, parameters, inputs.segments());
            NDArray sum = terms.sums().sum();
            NDArray loss = sum.div(Scalars.of(sum, inputs.segments().samples()));
            NDList read = new NDList(terms.sums(), terms.scores());
            if (terms.transfer().isPresent()) {
                NDArray transfer = terms.transfer().get();
                loss = loss.add(
                        transfer.mul(Scalars.of(transfer, inputs.objective().beta())));
                read.add(transfer.reshape(1));
            }
            parts = NDArrays.concat(read, 0);
            collector.backward(share == 1 ? loss : loss.mul(Scalars.of(loss, share)));
        }
        statistics.ifPresent(state.statistics()::absorb);
        bank.ifPresent(each -> each.group().step(gradient(experts.orElseThrow()), learningRate));
        if (state.localLayout().elements() > 0) {
            state.local().step(gradient(local), learningRate);
        }
        backbone.accept(gradient(shared));
        return losses(state.precision().values(parts), inputs);
    }

    private static Losses losses(double[] parts, Inputs inputs) {
        int segments = inputs.segments().segments().size();
        double[] perSegment = new double[segments];
        double[] scores = new double[segments];
        double sum = 0;
        for (int i = 0; i < segments; i++) {
            int samples = inputs.segments().segments().get(i).samples();
            sum += parts[i];
            perSegment[i] = parts[i] / samples;
            scores[i] = parts[segments + i] / samples;
        }
        double task = sum / inputs.segments().samples();
        double transfer = parts.length == 2 * segments ? 0 : parts[2 * segments];
        return new Losses(task, transfer, task + inputs.objective().beta() * transfer, perSegment, scores);
    }

    /**
     * Each segment's task loss summed over its samples, without gradients; experts at work where there are any.
     *
     * @return one for each segment
     */
    double[] taskLosses(Inputs inputs) {
        Features features = features(inputs.images(), inputs.segments(), false);
        Map<String, NDArray> parameters = constants(inputs.images().getManager());
        return state.precision()
                .values(inputs.objective()
                        .terms(features, parameters, inputs.segments())
                        .sums());
    }

    /**
     * Forward without gradients, experts at work where there are any.
     *
     * @param batchStatistics whether to normalise by the batch, leaving the running statistics as they are
     */
    Features features(NDArray images, TaskSegments segments, boolean batchStatistics) {
        NDManager batch = images.getManager();
        Map<String, NDArray> parameters = constants(batch);
        Optional<NDArray> experts = state.experts().map(bank -> bank.group().constant(batch));
        Optional<NDArray> statistics =
                batchStatistics ? Optional.of(state.statistics().blank(batch)) : Optional.empty();
        return features(images, segments, parameters, experts, statistics);
    }

    /**
     * The network as it is used: normalising by the running statistics, experts at work where there are any, without
     * gradients by anything of the model's own.
     *
     * @param parameters from {@link #constants}
     */
    Interpreter inUse(NDManager batch, TaskSegments segments, Map<String, NDArray> parameters) {
        Optional<NDArray> experts = state.experts().map(bank -> bank.group().constant(batch));
        return interpreter(batch, segments, parameters, experts, Optional.empty());
    }

    /** All parameters by name, without gradients. */
    Map<String, NDArray> constants(NDManager batch) {
        return parameters(state.shared().constant(batch), state.local().constant(batch));
    }

    private Map<String, NDArray> parameters(NDArray shared, NDArray local) {
        Map<String, NDArray> parameters = new HashMap<>(state.sharedLayout().views(shared));
        parameters.putAll(state.localLayout().views(local));
        return parameters;
    }

    private Features features(
            NDArray images,
            TaskSegments segments,
            Map<String, NDArray> parameters,
            Optional<NDArray> experts,
            Optional<NDArray> ofBatch) {
        return interpreter(images.getManager(), segments, parameters, experts, ofBatch)
                .features(state.network(), images);
    }

    private Interpreter interpreter(
            NDManager batch,
            TaskSegments segments,
            Map<String, NDArray> parameters,
            Optional<NDArray> experts,
            Optional<NDArray> ofBatch) {
        Map<String, NDArray> statistics = ofBatch.map(state.statistics().layout()::views)
                .orElseGet(() -> state.statistics().views(batch));
        Optional<ExpertBank.Active> active =
                experts.map(vector -> state.experts().orElseThrow().activate(vector, parameters, segments));
        return new Interpreter(parameters, statistics, ofBatch.isPresent(), active);
    }

    /** The gradient's handle belongs to the batch, as its parameter does. */
    private static NDArray gradient(NDArray leaf) {
        return leaf.getGradient();
    }
}
