package io.lorkd.model.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.lorkd.model.array.Scalars;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.loss.ClassificationLoss;

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
    private final Rules rules;

    /**
     * @param temperature tau of the heads
     * @param frozenStatistics whether training normalises by the running statistics and leaves them
     * @param transferTemperature of the features' softmax, where there is a teacher
     * @param beta weight of the transfer term
     */
    record Rules(double temperature, boolean frozenStatistics, double transferTemperature, double beta) {}

    /**
     * @param images shape (samples, channels, spatial...), in the batch's manager
     * @param labels int64, shape (samples)
     * @param teacher the teacher's features, before a learned projection; or null
     */
    record Inputs(NDArray images, TaskSegments segments, NDArray labels, NDArray teacher) {}

    /**
     * Before the update.
     *
     * @param task mean cross-entropy
     * @param transfer 0 without a teacher
     * @param total what was minimised
     * @param perSegment mean cross-entropy of each segment
     */
    record Losses(double task, double transfer, double total, double[] perSegment) {}

    Student(ModelState state, Rules rules) {
        this.state = state;
        this.rules = rules;
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
        Optional<NDArray> statistics = rules.frozenStatistics()
                ? Optional.empty()
                : Optional.of(state.statistics().blank(batch));
        NDArray parts;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            Map<String, NDArray> parameters = parameters(shared, local);
            NDArray features = features(inputs.images(), inputs.segments(), parameters, experts, statistics);
            NDArray sums = state.heads()
                    .lossSums(features, inputs.labels(), parameters, inputs.segments(), rules.temperature());
            NDArray sum = sums.sum();
            NDArray loss = sum.div(Scalars.of(sum, inputs.segments().samples()));
            parts = sums;
            if (inputs.teacher() != null) {
                NDArray transfer = transfer(features, inputs.teacher(), parameters);
                loss = loss.add(transfer.mul(Scalars.of(transfer, rules.beta())));
                parts = NDArrays.concat(new NDList(sums, transfer.reshape(1)), 0);
            }
            collector.backward(share == 1 ? loss : loss.mul(Scalars.of(loss, share)));
        }
        statistics.ifPresent(state.statistics()::absorb);
        bank.ifPresent(each -> each.group().step(gradient(experts.orElseThrow()), learningRate));
        state.local().step(gradient(local), learningRate);
        backbone.accept(gradient(shared));
        return losses(state.precision().values(parts), inputs);
    }

    private NDArray transfer(NDArray features, NDArray teacher, Map<String, NDArray> parameters) {
        NDArray projection = parameters.get(PROJECTION);
        NDArray expected = projection == null ? teacher : teacher.matMul(projection);
        return ClassificationLoss.transfer(features, expected, rules.transferTemperature());
    }

    private Losses losses(double[] parts, Inputs inputs) {
        int segments = inputs.segments().segments().size();
        double[] perSegment = new double[segments];
        double sum = 0;
        for (int i = 0; i < segments; i++) {
            sum += parts[i];
            perSegment[i] = parts[i] / inputs.segments().segments().get(i).samples();
        }
        double task = sum / inputs.segments().samples();
        double transfer = inputs.teacher() == null ? 0 : parts[segments];
        return new Losses(task, transfer, task + rules.beta() * transfer, perSegment);
    }

    /**
     * Forward without gradients, experts at work where there are any.
     *
     * @param batchStatistics whether to normalise by the batch, leaving the running statistics as they are
     * @return shape (samples, feature width)
     */
    NDArray features(NDArray images, TaskSegments segments, boolean batchStatistics) {
        NDManager batch = images.getManager();
        Map<String, NDArray> parameters = constants(batch);
        Optional<NDArray> experts = state.experts().map(bank -> bank.group().constant(batch));
        Optional<NDArray> statistics =
                batchStatistics ? Optional.of(state.statistics().blank(batch)) : Optional.empty();
        return features(images, segments, parameters, experts, statistics);
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

    private NDArray features(
            NDArray images,
            TaskSegments segments,
            Map<String, NDArray> parameters,
            Optional<NDArray> experts,
            Optional<NDArray> ofBatch) {
        Map<String, NDArray> statistics = ofBatch.map(state.statistics().layout()::views)
                .orElseGet(() -> state.statistics().views(images.getManager()));
        Optional<ExpertBank.Active> active =
                experts.map(vector -> state.experts().orElseThrow().activate(vector, parameters, segments));
        return new Interpreter(parameters, statistics, ofBatch.isPresent(), active)
                .run(state.network().trunk(), images);
    }

    /** The gradient's handle belongs to the batch, as its parameter does. */
    private static NDArray gradient(NDArray leaf) {
        return leaf.getGradient();
    }
}
