package io.lorkd.coordinator.aggregation;

import java.util.Arrays;
import java.util.List;

/** The mean by weight: the weighted sum in double, divided by the sum of the weights. */
final class WeightedMean implements Reduction {
    private final double[] sum = new double[Aggregation.BLOCK];
    private final double[] factors;
    private final double divisor;

    private WeightedMean(double[] factors, double divisor) {
        this.factors = factors;
        this.divisor = divisor;
    }

    static WeightedMean of(List<Update> updates) {
        return bounded(updates, new double[updates.size()], Double.MAX_VALUE);
    }

    /** The same of values of which those of a site are scaled down where their norm is larger than the bound. */
    static WeightedMean bounded(List<Update> updates, double[] norms, double maxNorm) {
        double[] factors = new double[updates.size()];
        double weights = 0;
        for (int site = 0; site < factors.length; site++) {
            double weight = updates.get(site).weight();
            factors[site] = norms[site] > maxNorm ? weight * (maxNorm / norms[site]) : weight;
            weights += weight;
        }
        return new WeightedMean(factors, weights);
    }

    /** The plain sum. */
    static WeightedMean sum(int sites) {
        double[] factors = new double[sites];
        Arrays.fill(factors, 1);
        return new WeightedMean(factors, 1);
    }

    @Override
    public void begin() {
        Arrays.fill(sum, 0);
    }

    @Override
    public void add(int site, double[] values, int from, int to) {
        double factor = factors[site];
        for (int i = from; i < to; i++) {
            sum[i] += factor * values[i];
        }
    }

    @Override
    public void end(double[] into, int from, int to) {
        for (int i = from; i < to; i++) {
            into[i] = sum[i] / divisor;
        }
    }
}
