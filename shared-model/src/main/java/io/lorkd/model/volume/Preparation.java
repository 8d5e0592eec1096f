package io.lorkd.model.volume;

import java.util.Optional;

/**
 * What a volume goes through before a network sees it: turned to RAS, resampled, clipped (CT to -500..1000 Hounsfield units,
 * others to their 0.5 and 99.5 percentiles), and brought to mean 0 and standard deviation 1; and what a mask goes through on
 * its way there and back.
 *
 * @param spacing what volumes are resampled to; empty keeps each volume's own
 */
public record Preparation(Optional<Spacing> spacing, Modality modality) {

    private static final float LOWEST_CT = -500;
    private static final float HIGHEST_CT = 1000;
    private static final double LOWEST_PERCENT = 0.5;
    private static final double HIGHEST_PERCENT = 99.5;

    /** The grid that whatever lies on this one is brought to. */
    public Grid grid(Grid original) {
        return resampling(Orientation.of(original)).to();
    }

    /**
     * @param original with finite values, which it keeps
     * @return on {@link #grid}; all zeros where clipping leaves one value only
     */
    public Volume prepare(Volume original) {
        Orientation orientation = Orientation.of(original.grid());
        Volume prepared = resampling(orientation).linear(orientation.toRas(original));
        float[] values =
                prepared.values() == original.values() ? prepared.values().clone() : prepared.values();
        clip(values);
        normalise(values);
        return new Volume(prepared.grid(), values);
    }

    /** Brings a mask to where {@link #prepare(Volume)} brings its volume. */
    public Mask prepare(Mask original) {
        Orientation orientation = Orientation.of(original.grid());
        return resampling(orientation).nearest(orientation.toRas(original));
    }

    /**
     * Brings a mask back: each voxel of the original takes the label of the prepared voxel that its centre lies in, or of the
     * nearest one at the edge.
     *
     * @param prepared on what {@link #grid} makes of the original grid
     */
    public Mask restore(Mask prepared, Grid original) {
        Orientation orientation = Orientation.of(original);
        return orientation.back(resampling(orientation).reverse().nearest(prepared));
    }

    private Resampling resampling(Orientation orientation) {
        Grid ras = orientation.ras();
        return Resampling.of(ras, spacing.orElseGet(() -> new Spacing(ras.spacing(0), ras.spacing(1), ras.spacing(2))));
    }

    private void clip(float[] values) {
        float lowest = LOWEST_CT;
        float highest = HIGHEST_CT;
        if (modality != Modality.CT) {
            OrderStatistics statistics = new OrderStatistics(values);
            lowest = statistics.percentile(LOWEST_PERCENT);
            highest = statistics.percentile(HIGHEST_PERCENT);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(lowest, Math.min(highest, values[i]));
        }
    }

    private static void normalise(float[] values) {
        double sum = 0;
        boolean constant = true;
        for (float value : values) {
            sum += value;
            constant &= value == values[0];
        }
        double mean = sum / values.length;
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(squares / values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = constant ? 0 : (float) ((values[i] - mean) / deviation);
        }
    }
}
