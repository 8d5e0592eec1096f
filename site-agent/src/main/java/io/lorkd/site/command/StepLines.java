package io.lorkd.site.command;

import io.lorkd.model.train.StepResult;
import io.lorkd.site.central.CentralTraining;

import java.io.PrintWriter;
import java.util.Locale;

/** Says how far a training in one place is: some twenty lines, whatever it takes. */
final class StepLines implements CentralTraining.Listener {
    private static final int LINES = 20;

    private final PrintWriter out;
    private final long began;
    private double sum;
    private int counted;

    /** @param began by {@link System#nanoTime} */
    StepLines(PrintWriter out, long began) {
        this.out = out;
        this.began = began;
    }

    @Override
    public void onStep(int step, int steps, double learningRate, StepResult result) {
        sum += result.loss();
        counted++;
        // As many lines as fit evenly, and always the last.
        if ((long) step * LINES / steps != (long) (step - 1) * LINES / steps) {
            out.printf(
                    Locale.ROOT,
                    "step %d/%d  loss %.4f  learning rate %.5f  %.0f s%n",
                    step,
                    steps,
                    sum / counted,
                    learningRate,
                    (System.nanoTime() - began) / 1e9);
            out.flush();
            sum = 0;
            counted = 0;
        }
    }
}
