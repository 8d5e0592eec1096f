package io.lorkd.site.train;

import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.plan.Plan;
import io.vertx.core.Future;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the agent asks of whatever owns the model. Requests are carried out one after the other, in the order in which
 * they are made; futures complete on the agent's context.
 */
public interface Trainer {

    /** Reads the regions as the plan says, and makes the model: as the unit has it, or as the seed gives it. */
    Future<Void> open(Plan plan, Optional<Path> unit);

    /**
     * Trains as ordered, from a checkpoint of the same work where there is one, and writes the update and the unit's
     * tensors. Fails with {@link WorkCancelledException} if cancelled or suspended; what is then in the model and in the
     * order's files, but for checkpoints, is of no use.
     *
     * @param listener hears of each step, on the agent's context
     */
    Future<Trained> train(TrainingOrder order, StepListener listener);

    /** Ends the present and all waiting training after the step that is being computed. */
    void cancel();

    /** As {@link #cancel}, with a checkpoint from which the same work can go on; work past its last step is finished. */
    void suspend();

    /** Puts the model back to a unit, or to what the seed gives. */
    Future<Void> restore(Optional<Path> unit);

    /** The loss of each region on its held-out part, under a backbone and without experts. */
    Future<Map<String, RegionLoss>> measure(Path backbone);

    /**
     * Fuses each region's expert with a backbone, tests it, and writes it.
     *
     * @param digest the backbone's SHA-256
     * @param ranks each region's rank; a region without one has no expert
     * @param experts the folder that takes {@code <region>.safetensors} and {@code <region>.json}
     */
    Future<List<RegionResult>> finish(Path backbone, String digest, Map<String, Integer> ranks, Path experts);

    /** Suspends what is under way and not cancelled, and gives the model's memory back. */
    Future<Void> close();

    /** Hears of each training step. */
    @FunctionalInterface
    interface StepListener {
        /**
         * @param step steps done
         * @param steps steps to do
         * @param loss the mean loss of the step
         */
        void onStep(long step, long steps, double loss);
    }
}
