package io.lorkd.site.central;

import io.lorkd.model.data.Batch;
import io.lorkd.model.data.Batches;
import io.lorkd.model.schedule.CosineSchedule;
import io.lorkd.model.train.StepResult;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.site.train.SiteData;

import java.util.List;

/**
 * Trains on data that is all in one place: no rounds and no other sites, one optimiser from the first step to the last, and
 * a cosine that takes the learning rate to nothing step by step.
 *
 * <p>What is trained, from what, and with which experts, is the session's: a backbone is loaded before {@link #run}.
 */
public final class CentralTraining {
    private final TrainingSession session;
    private final SiteData data;
    private final Budget budget;

    /**
     * How much is trained.
     *
     * @param samples how many are read, each as often as it comes
     * @param batchSize of a step, at most
     * @param learningRate of the first step
     */
    public record Budget(long samples, int batchSize, double learningRate) {
        public Budget {
            if (samples < 1 || batchSize < 1 || !(learningRate > 0)) {
                throw new IllegalArgumentException("a budget of " + samples + " samples in batches of " + batchSize
                        + " at a learning rate of " + learningRate + ": each is above 0");
            }
        }

        /**
         * So many passes over the data; one sample at least.
         *
         * @param perPass samples of one pass
         */
        public static Budget ofPasses(double passes, long perPass, int batchSize, double learningRate) {
            return new Budget(Math.max(1, Math.round(passes * perPass)), batchSize, learningRate);
        }

        public static Budget ofSteps(int steps, int batchSize, double learningRate) {
            return new Budget(Math.multiplyExact((long) steps, batchSize), batchSize, learningRate);
        }
    }

    /** Hears of each step, on the thread that trains. */
    @FunctionalInterface
    public interface Listener {
        /** @param step from 1 to {@code steps} */
        void onStep(int step, int steps, double learningRate, StepResult result);
    }

    /** @param data of the session's regions, in its order */
    public CentralTraining(TrainingSession session, SiteData data, Budget budget) {
        this.session = session;
        this.data = data;
        this.budget = budget;
    }

    /** Trains to the budget's end. */
    public void run(Listener listener) {
        List<Integer> sizes = Batches.sizes(budget.samples(), budget.batchSize());
        long position = 0;
        for (int step = 0; step < sizes.size(); step++) {
            double rate = CosineSchedule.rate(budget.learningRate(), step, sizes.size());
            Batch batch = data.batch(data.stream().take(position, sizes.get(step)));
            StepResult result = session.step(batch, rate, false);
            position += sizes.get(step);
            listener.onStep(step + 1, sizes.size(), rate, result);
        }
    }
}
