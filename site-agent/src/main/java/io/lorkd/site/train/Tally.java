package io.lorkd.site.train;

import io.lorkd.model.data.Batch;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up the losses of a round's batches, each sample counting once. */
final class Tally {
    private final List<String> regions;
    private final long[] samples;
    private final double[] sums;

    Tally(List<String> regions) {
        this.regions = regions;
        this.samples = new long[regions.size()];
        this.sums = new double[regions.size()];
    }

    /** Goes on from what {@link #counts} and {@link #sums} said. */
    void resume(List<Long> countsBefore, List<Double> sumsBefore) {
        for (int region = 0; region < samples.length; region++) {
            samples[region] = countsBefore.get(region);
            sums[region] = sumsBefore.get(region);
        }
    }

    /** The samples of each region so far. */
    List<Long> counts() {
        return Arrays.stream(samples).boxed().toList();
    }

    /** The summed losses of each region so far. */
    List<Double> sums() {
        return Arrays.stream(sums).boxed().toList();
    }

    /**
     * @param meanLosses the mean loss of each region that the batch has samples of
     */
    void add(Batch batch, Map<String, Double> meanLosses) {
        for (int region : batch.regions()) {
            samples[region]++;
            sums[region] += meanLosses.get(regions.get(region));
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
        Map<String, Double> losses = new LinkedHashMap<>();
        for (int region = 0; region < samples.length; region++) {
            if (samples[region] > 0) {
                losses.put(regions.get(region), sums[region] / samples[region]);
            }
        }
        return losses;
    }
}
