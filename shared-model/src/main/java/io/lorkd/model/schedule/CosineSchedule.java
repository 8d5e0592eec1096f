package io.lorkd.model.schedule;

/** Cosine annealing to zero (Loshchilov and Hutter, 2017), the schedule of the paper's experiments. */
public final class CosineSchedule {

    private CosineSchedule() {}

    /**
     * {@code base * (1 + cos(pi * step / total)) / 2}, the same bits on every machine.
     *
     * @param base the rate at step 0
     * @param step 0 to {@code total}
     * @param total the step at which the rate is 0
     */
    public static double rate(double base, int step, int total) {
        if (total < 1 || step < 0 || step > total) {
            throw new IllegalArgumentException("step " + step + " of " + total);
        }
        return base * (1 + StrictMath.cos(Math.PI * step / total)) / 2;
    }
}
