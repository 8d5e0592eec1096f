package io.lorkd.coordinator.aggregation;

import java.util.Arrays;

/** The plain sum: a gradient is scaled at the site by its share of the union batch, so weights have no part in it. */
final class Sum implements Reduction {
    private final double[] sum = new double[Aggregation.BLOCK];
    private int count;

    @Override
    public void begin(int values) {
        count = values;
        Arrays.fill(sum, 0, count, 0);
    }

    @Override
    public void add(double[] values, double weight) {
        for (int i = 0; i < count; i++) {
            sum[i] += values[i];
        }
    }

    @Override
    public void end(double[] into) {
        System.arraycopy(sum, 0, into, 0, count);
    }
}
