package io.lorkd.coordinator.aggregation;

import java.util.Arrays;

/** The mean by weight: the weighted sum in double, divided by the sum of the weights. */
final class WeightedMean implements Reduction {
    private final double[] sum = new double[Aggregation.BLOCK];
    private double weights;
    private int count;

    @Override
    public void begin(int values) {
        count = values;
        weights = 0;
        Arrays.fill(sum, 0, count, 0);
    }

    @Override
    public void add(double[] values, double weight) {
        weights += weight;
        for (int i = 0; i < count; i++) {
            sum[i] += weight * values[i];
        }
    }

    @Override
    public void end(double[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = sum[i] / weights;
        }
    }
}
