package io.lorkd.protocol.message;

import java.util.Locale;

/**
 * What a site says of a region's training in a round, beside its loss: the mean over the round's own samples, each as it was
 * predicted just before the step that it was trained in. So it costs no pass of its own, and is no test.
 */
public enum RoundMetric {
    /** The share of images whose true class was the most likely one. */
    ACCURACY,
    /** The Dice coefficient, mean over patches and classes; a class neither there nor predicted counts as 1. */
    DICE;

    /** The key in {@link ToCoordinator.UpdateReady#metrics}: {@code accuracy/REGION} or {@code dice/REGION}. */
    public String of(String region) {
        return name().toLowerCase(Locale.ROOT) + "/" + region;
    }
}
