package io.lorkd.protocol.plan;

import io.lorkd.protocol.config.Key;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a federation trains and how, as a study lead writes it down in YAML. The annotation on each component is the one
 * place that says default, unit and range; {@link PlanReader} reads by it. No plan exists that breaks a range or a rule
 * between keys: the constructor throws {@link InvalidPlanException}.
 */
public record Plan(
        @Key(value = "the study's name, for people to read", defaultValue = "lorkd")
        String name,

        @Key(value = "what every random choice is drawn from", defaultValue = "1")
        long seed,

        @Key(value = "the arithmetic of training and of what is sent", defaultValue = "float32")
        Precision precision,

        Network network,

        @Key("given, volumes are segmented; without it, images are classified")
        Optional<Segmentation> segmentation,

        Normalisation normalisation,
        Experts experts,
        Training training,

        @Key("a frozen teacher, whose features the experts learn from (Eq. 9)")
        Optional<Teacher> teacher,

        Rounds rounds,

        @Key(
                value = "what an update is: the backbone's change by local steps, or one gradient",
                defaultValue = "deltas")
        Exchange exchange,

        Aggregation aggregation,
        Server server,

        @Key("given, the federation is asynchronous (FedBuff): sites are not waited for")
        Optional<Buffered> buffered,

        Data data) {

    public Plan {
        if (name == null || name.isBlank()) {
            throw new InvalidPlanException("name: found nothing; allowed is a text that is not blank");
        }
        Objects.requireNonNull(precision, "precision");
        Objects.requireNonNull(exchange, "exchange");
        PlanRules.section("network", network);
        segmentation.ifPresent(given -> PlanRules.section("segmentation", given));
        PlanRules.section("normalisation", normalisation);
        PlanRules.section("experts", experts);
        PlanRules.section("training", training);
        teacher.ifPresent(given -> PlanRules.section("teacher", given));
        PlanRules.section("rounds", rounds);
        PlanRules.section("aggregation", aggregation);
        PlanRules.section("server", server);
        buffered.ifPresent(given -> PlanRules.section("buffered", given));
        PlanRules.section("data", data);
        PlanRules.network(network);
        PlanRules.experts(experts, rounds);
        PlanRules.rounds(rounds, exchange);
        PlanRules.aggregation(aggregation, server, exchange);
        buffered.ifPresent(given -> PlanRules.buffered(given, rounds, exchange));
        segmentation.ifPresent(PlanRules::segmentation);
        teacher.ifPresent(PlanRules::teacher);
    }

    /** The arithmetic of training and of what is sent. */
    public enum Precision {
        FLOAT32,
        FLOAT64
    }

    /**
     * The shared backbone.
     *
     * @param architecture a name in the model's catalogue, which the protocol does not know: the coordinator checks it
     * @param stem {@code standard} (stride 2 and pooling) or {@code small} (stride 1, no pooling; for images up to 64)
     * @param imageSize height and width in pixels that images are resized to
     */
    public record Network(
            @Key(
                    value = "the backbone: shufflenet-v2-x0.5, shufflenet-v2-x1.0, resnet-18 or resnet-50; for volumes"
                            + " unet3d-tiny, unet3d-nano or unet3d-pro",
                    defaultValue = "shufflenet-v2-x0.5")
            String architecture,

            @Key(
                    value =
                            "standard (stride 2 and pooling), or small (stride 1, no pooling) for images up to 64; of no effect on"
                                    + " a U-Net",
                    defaultValue = "small",
                    allowed = {"standard", "small"})
            String stem,

            @Key(
                    value = "height and width that images are resized to; of no effect on volumes",
                    defaultValue = "28",
                    unit = "pixels",
                    min = 8,
                    max = 1024)
            int imageSize) {}

    /** What a round's update is. */
    public enum Exchange {
        DELTAS,
        GRADIENTS
    }

    /**
     * How the sites' updates become one.
     *
     * @param rule mean by samples, or a rule that a few bad updates cannot turn: the median or trimmed mean of each
     *     coordinate (Yin et al., 2018), or the mean of updates that are cut to a norm
     * @param trim share of the values cut at either end by TRIMMED_MEAN
     * @param maxNorm the largest L2 norm of an update under NORM_BOUND
     */
    public record Aggregation(
            @Key(value = "how updates become one: mean, median, trimmed-mean or norm-bound", defaultValue = "mean")
            Rule rule,

            @Key(
                    value = "share of the values that trimmed-mean cuts at either end",
                    defaultValue = "0.1",
                    min = 0,
                    max = 0.49)
            double trim,

            @Key(
                    value = "the largest L2 norm of an update under norm-bound; longer ones are shortened to it",
                    defaultValue = "10",
                    min = 0.000_001,
                    max = 1_000_000_000)
            double maxNorm) {
        public enum Rule {
            MEAN,
            MEDIAN,
            TRIMMED_MEAN,
            NORM_BOUND
        }
    }

    /**
     * The coordinator's optimiser. With {@link Exchange#DELTAS} the mean change is its gradient, negated, and the
     * learning rate is a factor, 1 by default. With {@link Exchange#GRADIENTS} it takes the training section's rate by
     * schedule, times this factor, and its weight decay.
     *
     * @param momentum of MOMENTUM; the first moment's decay (beta 1) of ADAM and YOGI (Reddi et al., 2021)
     * @param beta2 the second moment's decay of ADAM and YOGI
     * @param epsilon what ADAM and YOGI add to the root of the second moment; tau in the paper
     */
    public record Server(
            @Key(value = "the coordinator's optimiser: plain, momentum, adam or yogi", defaultValue = "plain")
            Optimiser optimiser,

            @Key(value = "momentum of momentum; beta 1 of adam and yogi", defaultValue = "0.9", min = 0, max = 0.9999)
            double momentum,

            @Key(value = "beta 2 of adam and yogi", defaultValue = "0.99", min = 0, max = 0.999999)
            double beta2,

            @Key(
                    value = "what adam and yogi add to the root of the second moment",
                    defaultValue = "0.001",
                    min = 0.000_000_001,
                    max = 1)
            double epsilon,

            @Key(
                    value = "a factor on the mean change; with gradients, on the learning rate",
                    defaultValue = "1",
                    min = 0,
                    max = 100)
            double learningRate) {
        public enum Optimiser {
            PLAIN,
            MOMENTUM,
            ADAM,
            YOGI
        }
    }

    /**
     * What is taken of each data set.
     *
     * @param maxTrainingImages at most so many training images a region; empty means all
     * @param heldOut share of the training part that is held out for validation where a data set has no such part
     * @param sets sets of volumes that are not laid out as the Medical Segmentation Decathlon's, or whose labels are to be
     *     chosen
     */
    public record Data(
            @Key(
                    value = "at most so many training images a region; none means all",
                    unit = "images",
                    min = 1,
                    max = 1_000_000_000)
            OptionalInt maxTrainingImages,

            @Key(
                    value = "share of the training part held out where a data set has no validation part",
                    defaultValue = "0.1",
                    min = 0,
                    max = 0.5)
            double heldOut,

            @Key(
                    value = "sets of volumes whose layout or labels have to be told; given, no others are looked for",
                    defaultValue = "[]")
            List<VolumeSet> sets) {
        public Data {
            sets = List.copyOf(sets);
        }
    }

    /** The same with another seed. */
    public Plan withSeed(long seed) {
        return with(seed, experts, teacher, rounds, exchange, buffered);
    }

    /** The same with other experts. */
    public Plan withExperts(Experts experts) {
        return with(seed, experts, teacher, rounds, exchange, buffered);
    }

    /** The same with another teacher. */
    public Plan withTeacher(Optional<Teacher> teacher) {
        return with(seed, experts, teacher, rounds, exchange, buffered);
    }

    /** The same with other rounds. */
    public Plan withRounds(Rounds rounds) {
        return with(seed, experts, teacher, rounds, exchange, buffered);
    }

    /** The same for another number of sites; what asks for more sites than that asks for all of them. */
    public Plan withSites(int sites) {
        return with(
                seed,
                experts,
                teacher,
                rounds.withSites(sites),
                exchange,
                buffered.map(given -> given.withSites(sites)));
    }

    /** The same with another exchange. */
    public Plan withExchange(Exchange exchange) {
        return with(seed, experts, teacher, rounds, exchange, buffered);
    }

    /** All that has a method of its own above. */
    private Plan with(
            long seed,
            Experts experts,
            Optional<Teacher> teacher,
            Rounds rounds,
            Exchange exchange,
            Optional<Buffered> buffered) {
        return new Plan(
                name,
                seed,
                precision,
                network,
                segmentation,
                normalisation,
                experts,
                training,
                teacher,
                rounds,
                exchange,
                aggregation,
                server,
                buffered,
                data);
    }
}
