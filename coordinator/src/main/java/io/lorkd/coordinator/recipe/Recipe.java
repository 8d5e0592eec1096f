package io.lorkd.coordinator.recipe;

import io.lorkd.coordinator.aggregation.Adaptive;
import io.lorkd.coordinator.aggregation.Adaptive.SecondMoment;
import io.lorkd.coordinator.aggregation.Aggregation;
import io.lorkd.coordinator.aggregation.Momentum;
import io.lorkd.coordinator.aggregation.Plain;
import io.lorkd.coordinator.aggregation.Rule;
import io.lorkd.coordinator.aggregation.ServerOptimiser;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.protocol.plan.Normalisation;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.Segmentation;
import io.lorkd.protocol.plan.Teacher;

import java.util.Locale;

import static java.util.Objects.requireNonNull;

/**
 * A plan as far as the backbone is concerned. The round that commits and the replay that checks it both read it here.
 *
 * @param network the plan's network
 */
public record Recipe(Plan plan, Network network) {
    /** Grey images and volumes are repeated to as many. */
    private static final int CHANNELS = 3;

    public Recipe {
        requireNonNull(plan, "plan");
        requireNonNull(network, "network");
    }

    /** @throws InvalidInputException where the plan names a network that there is not */
    public static Recipe of(Plan plan) {
        return new Recipe(plan, network(plan));
    }

    /** @throws InvalidInputException where the plan names a network that there is not, or that is for another task */
    public static Network network(Plan plan) {
        Plan.Network network = plan.network();
        return plan.segmentation()
                .map(segmentation -> Networks.forVolumes(
                        network.architecture(),
                        CHANNELS,
                        segmentation.head() == Segmentation.Head.QUERY,
                        segmentation.patch()))
                .orElseGet(() -> Networks.forImages(
                        network.architecture(), Stem.valueOf(network.stem().toUpperCase(Locale.ROOT)), CHANNELS));
    }

    /**
     * The network that a plan's teacher is; over volumes, without a query decoder.
     *
     * @throws InvalidInputException where there is no such network, or it is for another task
     */
    public static Network network(Plan plan, Teacher teacher, String architecture) {
        String stem = teacher.stem().orElse(plan.network().stem());
        return plan.segmentation()
                .map(volumes -> Networks.forVolumes(architecture, CHANNELS, false, volumes.patch()))
                .orElseGet(
                        () -> Networks.forImages(architecture, Stem.valueOf(stem.toUpperCase(Locale.ROOT)), CHANNELS));
    }

    /** What of the network is shared. */
    public BackboneManifest manifest() {
        return BackboneManifest.of(
                network,
                plan.normalisation().scope() == Normalisation.Scope.SHARED,
                plan.precision() == Plan.Precision.FLOAT64 ? Dtype.F64 : Dtype.F32);
    }

    /** @param learningRate the round's, by the plan's schedule */
    public Aggregation aggregation(double learningRate) {
        return new Aggregation(manifest(), rule(), optimiser(learningRate));
    }

    private Rule rule() {
        if (plan.exchange() == Plan.Exchange.GRADIENTS) {
            return new Rule.Sum();
        }
        Plan.Aggregation aggregation = plan.aggregation();
        return switch (aggregation.rule()) {
            case MEAN -> new Rule.Mean();
            case MEDIAN -> new Rule.Median();
            case TRIMMED_MEAN -> new Rule.TrimmedMean(aggregation.trim());
            case NORM_BOUND -> new Rule.NormBound(aggregation.maxNorm());
        };
    }

    /** With gradients the server is who trains: the round's rate and the weight decay are its own. */
    private ServerOptimiser optimiser(double learningRate) {
        boolean gradients = plan.exchange() == Plan.Exchange.GRADIENTS;
        Plan.Server server = plan.server();
        double rate = gradients ? server.learningRate() * learningRate : server.learningRate();
        double decay = gradients ? plan.training().weightDecay() : 0;
        return switch (server.optimiser()) {
            case PLAIN -> new Plain(rate, decay);
            case MOMENTUM -> new Momentum(server.momentum(), rate, decay);
            case ADAM -> adaptive(SecondMoment.ADAM, server, rate);
            case YOGI -> adaptive(SecondMoment.YOGI, server, rate);
        };
    }

    private static ServerOptimiser adaptive(SecondMoment secondMoment, Plan.Server server, double rate) {
        return new Adaptive(secondMoment, server.momentum(), server.beta2(), server.epsilon(), rate);
    }
}
