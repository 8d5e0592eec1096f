package io.lorkd.protocol.plan;

import io.lorkd.protocol.config.Key;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
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

    /**
     * The normalisation layers.
     *
     * @param scope whether they are part of the shared backbone or stay at the site
     * @param statistics whether training normalises by the batch and updates the running statistics, or by the running
     *     statistics, which then never change
     */
    public record Normalisation(
            @Key(
                    value = "whether normalisation layers are part of the shared backbone or stay at the site (FedBN)",
                    defaultValue = "shared")
            Scope scope,

            @Key(
                    value = "whether training normalises by the batch, or by running statistics that never change",
                    defaultValue = "batch")
            Statistics statistics) {
        public enum Scope {
            SHARED,
            LOCAL
        }

        public enum Statistics {
            BATCH,
            FROZEN
        }
    }

    /**
     * The low-rank experts (paper, 3.3).
     *
     * @param rank base rank r; 0 trains no experts at all (plain federated averaging)
     * @param ranks BALANCED gives every region r, IMBALANCED decides by Eq. 2
     * @param minRank the least rank that Eq. 2 gives
     * @param maxRank the largest rank that Eq. 2 gives
     * @param alpha the scale is alpha / rank; empty gives scale 1 (Eq. 1 as printed)
     */
    public record Experts(
            @Key(value = "base rank r; 0 trains no experts", defaultValue = "8", min = 0, max = 1024)
            int rank,

            @Key(value = "balanced gives every region r, imbalanced decides by Eq. 2", defaultValue = "balanced")
            Ranks ranks,

            @Key(value = "the least rank that Eq. 2 gives", defaultValue = "2", min = 1, max = 1024)
            int minRank,

            @Key(value = "the largest rank that Eq. 2 gives", defaultValue = "32", min = 1, max = 1024)
            int maxRank,

            @Key(
                    value = "an expert is scaled by alpha / rank; none scales by 1 (Eq. 1 as printed)",
                    defaultValue = "16",
                    min = 0.001,
                    max = 100_000)
            OptionalDouble alpha) {
        public enum Ranks {
            BALANCED,
            IMBALANCED
        }

        /** The same with another base rank. */
        public Experts withRank(int rank) {
            return new Experts(rank, ranks, minRank, maxRank, alpha);
        }

        /** The same with another rule for the regions' ranks. */
        public Experts withRanks(Ranks ranks) {
            return new Experts(rank, ranks, minRank, maxRank, alpha);
        }
    }

    /**
     * A site's training steps.
     *
     * @param learningRate the first round's; the cosine schedule lowers it round by round
     * @param batchSize samples of one step at one site
     * @param temperature tau of Eq. 9
     * @param proximal FedProx's mu; 0 switches it off
     * @param flip whether training images are mirrored at random
     * @param threads CPU threads of one training step; it changes the order of sums, so it is part of the plan
     */
    public record Training(
            @Key(value = "the site's optimiser", defaultValue = "sgd")
            Optimiser optimiser,

            @Key(
                    value = "the first round's learning rate; a cosine lowers it round by round",
                    defaultValue = "0.05",
                    min = 0,
                    max = 10)
            double learningRate,

            @Key(value = "momentum of sgd", defaultValue = "0.9", min = 0, max = 0.9999)
            double momentum,

            @Key(value = "weight decay", defaultValue = "0.0001", min = 0, max = 1)
            double weightDecay,

            @Key(
                    value = "samples of one step at one site",
                    defaultValue = "64",
                    unit = "samples",
                    min = 1,
                    max = 65_536)
            int batchSize,

            @Key(value = "tau of Eq. 9", defaultValue = "1", min = 0.001, max = 1000)
            double temperature,

            @Key(value = "FedProx's mu; 0 switches it off", defaultValue = "0", min = 0, max = 1000)
            double proximal,

            @Key(value = "whether training images are mirrored at random", defaultValue = "true")
            boolean flip,

            @Key(
                    value = "CPU threads of one training step; another number gives other bits",
                    defaultValue = "1",
                    unit = "threads",
                    min = 1,
                    max = 256)
            int threads) {
        public enum Optimiser {
            SGD,
            ADAMW
        }
    }

    /**
     * A frozen foundation model that the experts learn from (paper, 3.5). It is named by its file or by that file's digest: a
     * coordinator that has the file serves it to sites, and tells them the digest.
     *
     * @param architecture the teacher's network, by its name in the model's catalogue; empty where {@code script} is given
     * @param stem as {@link Network#stem}; empty for the network's
     * @param file safetensors with the network's tensors, or TorchScript
     * @param sha256 the file's digest
     * @param script what goes into a TorchScript file and what comes out
     * @param mean what is subtracted from each channel of an image in 0...1
     * @param deviation what the difference is divided by
     * @param beta weight of the transfer loss (Eq. 6)
     * @param temperature the softmax temperature over feature channels
     * @param projection how the teacher's features come to the student's width
     * @param cache whether a site keeps what the teacher says of an image on disk
     */
    public record Teacher(
            @Key("the teacher's network, such as resnet-50; none where teacher.script describes it")
            Optional<String> architecture,

            @Key(
                    value = "standard or small, as network.stem; none takes that one",
                    allowed = {"standard", "small"})
            Optional<String> stem,

            @Key(
                    "its file, from the folder that the plan is in; a coordinator that has it serves it to sites that lack it")
            Optional<String> file,

            @Key("the file's SHA-256, in place of the file or beside it")
            Optional<String> sha256,

            @Key("given, the file is TorchScript with this input and output")
            Optional<Script> script,

            @Key(
                    value = "the teacher's mean of each colour, of images in 0...1",
                    defaultValue = "[0.5, 0.5, 0.5]",
                    min = 0,
                    max = 1)
            List<Double> mean,

            @Key(
                    value = "the teacher's standard deviation of each colour, of images in 0...1",
                    defaultValue = "[0.5, 0.5, 0.5]",
                    min = 0.001,
                    max = 1)
            List<Double> deviation,

            @Key(value = "weight of the transfer loss (Eq. 6)", defaultValue = "1", min = 0, max = 1000)
            double beta,

            @Key(value = "softmax temperature over the feature channels", defaultValue = "10", min = 0.001, max = 1000)
            double temperature,

            @Key(value = "how the teacher's features come to the student's width", defaultValue = "random")
            Projection projection,

            @Key(
                    value =
                            "whether a site keeps what the teacher makes of each image on its disk; of no effect on volumes",
                    defaultValue = "true")
            boolean cache) {
        public Teacher {
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
        }

        public enum Projection {
            RANDOM,
            LEARNED
        }

        /**
         * The input and output of a TorchScript file.
         *
         * @param channels of the images that it takes
         * @param output what comes out, one row per image
         * @param width values of a row
         */
        public record Script(
                @Key(
                        value = "channels of the images that it takes: 3, or 1 for grey",
                        defaultValue = "3",
                        unit = "channels",
                        min = 1,
                        max = 3)
                int channels,

                @Key(
                        value = "what it returns, of shape (images, width): features, or the logits of its classes",
                        defaultValue = "features")
                Output output,

                @Key(value = "values that it returns per image", unit = "values", min = 1, max = 1_000_000)
                int width) {
            public enum Output {
                FEATURES,
                LOGITS
            }
        }

        /** The same, in this file. */
        public Teacher at(Optional<String> file) {
            return of(file, sha256);
        }

        /** The same, of this file and digest. */
        public Teacher of(Optional<String> file, String sha256) {
            return of(file, Optional.of(sha256));
        }

        private Teacher of(Optional<String> file, Optional<String> sha256) {
            return new Teacher(
                    architecture, stem, file, sha256, script, mean, deviation, beta, temperature, projection, cache);
        }
    }

    /**
     * How the run goes.
     *
     * @param warmup rounds with the experts frozen and unused
     * @param decomposition rounds after it
     * @param sites how many sites the run waits for before it starts
     * @param localPasses passes over a site's data in a round; not used where localSteps is given or gradients are
     *     exchanged
     * @param localSteps steps of a round at each site; empty means localPasses counts
     * @param participants how many sites a round takes; empty means all
     * @param overSelection the share of further sites that a round is offered to, in case some do not deliver; it closes
     *     when as many as {@code participants} have
     * @param deadline how long a round may take
     * @param lease how long a site may go without progress before a round no longer waits for it
     * @param quorum how many sites must have contributed for a round to be committed without the others; empty, as is
     *     {@code quorumShare}, means all
     * @param quorumShare the same as a share of the round's sites
     * @param attempts how often a round is offered before the run pauses
     * @param backOff the pause before an abandoned round is offered again; it doubles with each attempt
     * @param keepRounds for how many rounds the files are kept, which replaying a round needs
     */
    public record Rounds(
            @Key(
                    value = "rounds with the experts frozen and unused",
                    defaultValue = "3",
                    unit = "rounds",
                    min = 0,
                    max = 100_000)
            int warmup,

            @Key(value = "rounds after the warm-up", defaultValue = "12", unit = "rounds", min = 0, max = 100_000)
            int decomposition,

            @Key(
                    value = "sites that the run waits for before it starts",
                    defaultValue = "4",
                    unit = "sites",
                    min = 1,
                    max = 10_000)
            int sites,

            @Key(
                    value = "passes over a site's data in a round; of no effect with localSteps or gradients",
                    defaultValue = "1",
                    unit = "passes",
                    min = 0.001,
                    max = 1000)
            double localPasses,

            @Key(
                    value = "steps at each site in a round, in place of localPasses; of no effect with gradients",
                    unit = "steps",
                    min = 1,
                    max = 1_000_000)
            OptionalInt localSteps,

            @Key(
                    value = "sites that a round takes, drawn by the seed; none means all",
                    unit = "sites",
                    min = 1,
                    max = 10_000)
            OptionalInt participants,

            @Key(
                    value =
                            "share of further sites that a round is offered to; it closes when participants have delivered",
                    defaultValue = "0",
                    min = 0,
                    max = 1)
            double overSelection,

            @Key(value = "how long a round may take", defaultValue = "10m", min = 1, max = 604_800)
            Duration deadline,

            @Key(
                    value = "how long a site may go without a step or a byte before it is no longer waited for",
                    defaultValue = "2m",
                    min = 1,
                    max = 604_800)
            Duration lease,

            @Key(
                    value = "sites that must have contributed for a round to count without the others; none means all",
                    unit = "sites",
                    min = 1,
                    max = 10_000)
            OptionalInt quorum,

            @Key(value = "the quorum as a share of the round's sites, in place of quorum", min = 0.001, max = 1)
            OptionalDouble quorumShare,

            @Key(
                    value = "how often a round is offered before the run pauses",
                    defaultValue = "3",
                    unit = "attempts",
                    min = 1,
                    max = 100)
            int attempts,

            @Key(
                    value = "pause before an abandoned round is offered again; it doubles with each attempt",
                    defaultValue = "2s",
                    min = 0,
                    max = 86_400)
            Duration backOff,

            @Key(
                    value = "rounds whose files are kept, for replay",
                    defaultValue = "2",
                    unit = "rounds",
                    min = 1,
                    max = 100_000)
            int keepRounds) {
        /** Warm-up and decomposition together. */
        public int total() {
            return warmup + decomposition;
        }

        /** The same with other numbers of rounds. */
        public Rounds withPhases(int warmup, int decomposition) {
            return new Rounds(
                    warmup,
                    decomposition,
                    sites,
                    localPasses,
                    localSteps,
                    participants,
                    overSelection,
                    deadline,
                    lease,
                    quorum,
                    quorumShare,
                    attempts,
                    backOff,
                    keepRounds);
        }

        /** The same for another number of sites; what asks for more sites than that asks for all of them. */
        private Rounds withSites(int sites) {
            return new Rounds(
                    warmup,
                    decomposition,
                    sites,
                    localPasses,
                    localSteps,
                    atMost(sites, participants),
                    overSelection,
                    deadline,
                    lease,
                    atMost(sites, quorum),
                    quorumShare,
                    attempts,
                    backOff,
                    keepRounds);
        }

        private static OptionalInt atMost(int limit, OptionalInt number) {
            return number.isPresent() ? OptionalInt.of(Math.min(limit, number.getAsInt())) : number;
        }
    }

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
     * Asynchronous training (FedBuff; Nguyen et al., 2022): each site trains the newest backbone at its own pace, and the
     * coordinator makes the next one of every {@code size} updates.
     *
     * @param size updates that make a round
     * @param maxStaleness how many rounds an update's backbone may be behind; an older update is refused
     * @param stalenessExponent a in the weight's factor (1 + staleness)^-a
     */
    public record Buffered(
            @Key(
                    value = "updates that make a round; at most rounds.sites",
                    defaultValue = "10",
                    unit = "updates",
                    min = 1,
                    max = 10_000)
            int size,

            @Key(
                    value = "rounds that an update's backbone may be behind; an older one is refused",
                    defaultValue = "10",
                    unit = "rounds",
                    min = 0,
                    max = 100_000)
            int maxStaleness,

            @Key(
                    value = "an update weighs (1 + staleness)^-a times its samples; this is a",
                    defaultValue = "0.5",
                    min = 0,
                    max = 10)
            double stalenessExponent) {
        private Buffered withSites(int sites) {
            return new Buffered(Math.min(size, sites), maxStaleness, stalenessExponent);
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
        return with(seed, experts, rounds, exchange, buffered, data);
    }

    /** The same with other experts. */
    public Plan withExperts(Experts experts) {
        return with(seed, experts, rounds, exchange, buffered, data);
    }

    /** The same with other rounds. */
    public Plan withRounds(Rounds rounds) {
        return with(seed, experts, rounds, exchange, buffered, data);
    }

    /** The same for another number of sites; what asks for more sites than that asks for all of them. */
    public Plan withSites(int sites) {
        return with(
                seed, experts, rounds.withSites(sites), exchange, buffered.map(given -> given.withSites(sites)), data);
    }

    /** The same with another exchange. */
    public Plan withExchange(Exchange exchange) {
        return with(seed, experts, rounds, exchange, buffered, data);
    }

    /** The same with other data settings. */
    public Plan withData(Data data) {
        return with(seed, experts, rounds, exchange, buffered, data);
    }

    /** The same with another teacher. */
    public Plan withTeacher(Optional<Teacher> teacher) {
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

    /** All that has a method of its own above. */
    private Plan with(
            long seed, Experts experts, Rounds rounds, Exchange exchange, Optional<Buffered> buffered, Data data) {
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
