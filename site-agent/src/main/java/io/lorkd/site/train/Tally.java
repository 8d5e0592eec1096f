package io.lorkd.site.train;

import io.lorkd.model.data.Batch;
import io.lorkd.model.train.StepResult;
import io.lorkd.site.checkpoint.Checkpoint;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up the losses and scores of a round's batches, each sample counting once. */
final class Tally {
    private final List<String> regions;
    private final long[] samples;
    private final double[] losses;
    private final double[] scores;

    Tally(List<String> regions) {
        this.regions = regions;
        this.samples = new long[regions.size()];
        this.losses = new double[regions.size()];
        this.scores = new double[regions.size()];
    }

    /** Goes on from what a checkpoint was made of. */
    void resume(Checkpoint checkpoint) {
        for (int region = 0; region < samples.length; region++) {
            samples[region] = checkpoint.samples().get(region);
            losses[region] = checkpoint.losses().get(region);
            scores[region] = checkpoint.scores().get(region);
        }
    }

    /** The samples of each region so far. */
    List<Long> counts() {
        return Arrays.stream(samples).boxed().toList();
    }

    /** The summed losses of each region so far. */
    List<Double> summedLosses() {
        return Arrays.stream(losses).boxed().toList();
    }

    /** The summed scores of each region so far. */
    List<Double> summedScores() {
        return Arrays.stream(scores).boxed().toList();
    }

    /** Adds what a step came to. */
    void add(Batch batch, StepResult step) {
        for (int region : batch.regions()) {
            samples[region]++;
            losses[region] += step.lossPerRegion().get(regions.get(region));
            scores[region] += step.scorePerRegion().get(regions.get(region));
        }
    }

    long samples() {
        long all = 0;
        for (long ofRegion : samples) {
            all += ofRegion;
        }
        return all;
    }

    /** The mean loss of each region that had samples. */
    Map<String, Double> losses() {
        return means(losses);
    }

    /** The mean score of each region that had samples, from 0 to 1. */
    Map<String, Double> scores() {
        Map<String, Double> means = means(scores);
        means.replaceAll((region, mean) -> Math.min(1, mean)); // a sum of rounded means may come out a hair above
        return means;
    }

    private Map<String, Double> means(double[] sums) {
        Map<String, Double> means = new LinkedHashMap<>();
        for (int region = 0; region < samples.length; region++) {
            if (samples[region] > 0) {
                means.put(regions.get(region), sums[region] / samples[region]);
            }
        }
        return means;
    }
}
