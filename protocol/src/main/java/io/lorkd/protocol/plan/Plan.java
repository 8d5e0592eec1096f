package io.lorkd.protocol.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a federation trains and how, as a study lead writes it down in YAML. Each component's documentation and the
 * reader's table of keys say default, unit and range.
 */
public record Plan(
        String name,
        long seed,
        Precision precision,
        Network network,
        Normalisation normalisation,
        Experts experts,
        Training training,
        Optional<Teacher> teacher,
        Rounds rounds,
        Exchange exchange,
        Server server,
        Data data) {

    /** The arithmetic of training and of what is sent. */
    public enum Precision {
        FLOAT32,
        FLOAT64
    }

    /**
     * @param architecture {@code shufflenet-v2-x0.5}, {@code shufflenet-v2-x1.0}, {@code resnet-18} or {@code resnet-50};
     *     what else there is stands in the model's catalogue, which the protocol does not know
     * @param stem {@code standard} (stride 2 and pooling) or {@code small} (stride 1, no pooling; for images up to 64)
     * @param imageSize height and width in pixels that images are resized to
     */
    public record Network(String architecture, String stem, int imageSize) {}

    /**
     * @param scope whether normalisation layers are part of the shared backbone or stay at the site
     * @param statistics whether training normalises by the batch and updates the running statistics, or by the running
     *     statistics, which then never change
     */
    public record Normalisation(Scope scope, Statistics statistics) {
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
     * @param rank base rank r; 0 trains no experts at all (plain federated averaging)
     * @param ranks BALANCED gives every region r, IMBALANCED decides by Eq. 2
     * @param alpha the scale is alpha / rank; empty gives scale 1 (Eq. 1 as printed)
     */
    public record Experts(int rank, Ranks ranks, int minRank, int maxRank, OptionalDouble alpha) {
        public enum Ranks {
            BALANCED,
            IMBALANCED
        }
    }

    /**
     * @param temperature tau of Eq. 9
     * @param proximal FedProx's mu; 0 switches it off
     * @param threads CPU threads of one training step; it changes the order of sums, so it is part of the plan
     */
    public record Training(
            Optimiser optimiser,
            double learningRate,
            double momentum,
            double weightDecay,
            int batchSize,
            double temperature,
            double proximal,
            boolean flip,
            int threads) {
        public enum Optimiser {
            SGD,
            ADAMW
        }
    }

    /**
     * @param architecture the teacher's network
     * @param file its safetensors file at the site
     * @param beta weight of the transfer loss (Eq. 6)
     * @param temperature the softmax temperature over feature channels
     * @param projection how the teacher's features come to the student's width
     */
    public record Teacher(String architecture, String file, double beta, double temperature, Projection projection) {
        public enum Projection {
            RANDOM,
            LEARNED
        }
    }

    /**
     * @param warmup rounds with the experts frozen and unused
     * @param decomposition rounds after it
     * @param sites how many sites the run waits for before it starts
     * @param localPasses passes over a site's data in a round; not used where localSteps is given or gradients are
     *     exchanged
     * @param deadline how long a round may take
     * @param quorum how many sites must have contributed for a round to be committed at its deadline; empty means all
     * @param attempts how often a round is offered before the run fails
     */
    public record Rounds(
            int warmup,
            int decomposition,
            int sites,
            double localPasses,
            OptionalInt localSteps,
            Duration deadline,
            OptionalInt quorum,
            int attempts) {
        public int total() {
            return warmup + decomposition;
        }
    }

    /** What a round's update is. */
    public enum Exchange {
        DELTAS,
        GRADIENTS
    }

    /**
     * The coordinator's optimiser. With {@link Exchange#DELTAS} the mean change is its gradient, negated, and the
     * learning rate is a factor, 1 by default. With {@link Exchange#GRADIENTS} it takes the training section's rate by
     * schedule, times this factor, and its weight decay.
     */
    public record Server(Optimiser optimiser, double momentum, double learningRate) {
        public enum Optimiser {
            PLAIN,
            MOMENTUM
        }
    }

    /**
     * @param maxTrainingImages at most so many training images a region; empty means all
     * @param heldOut share of the training part that is held out for validation where a data set has no such part
     */
    public record Data(OptionalInt maxTrainingImages, double heldOut) {}

    public Plan withSeed(long seed) {
        return new Plan(
                name,
                seed,
                precision,
                network,
                normalisation,
                experts,
                training,
                teacher,
                rounds,
                exchange,
                server,
                data);
    }

    public Plan withExperts(Experts experts) {
        return new Plan(
                name,
                seed,
                precision,
                network,
                normalisation,
                experts,
                training,
                teacher,
                rounds,
                exchange,
                server,
                data);
    }

    public Plan withRounds(Rounds rounds) {
        return new Plan(
                name,
                seed,
                precision,
                network,
                normalisation,
                experts,
                training,
                teacher,
                rounds,
                exchange,
                server,
                data);
    }

    public Plan withExchange(Exchange exchange) {
        return new Plan(
                name,
                seed,
                precision,
                network,
                normalisation,
                experts,
                training,
                teacher,
                rounds,
                exchange,
                server,
                data);
    }

    public Plan withData(Data data) {
        return new Plan(
                name,
                seed,
                precision,
                network,
                normalisation,
                experts,
                training,
                teacher,
                rounds,
                exchange,
                server,
                data);
    }
}
