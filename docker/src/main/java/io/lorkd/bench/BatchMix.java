package io.lorkd.bench;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** Whose samples a step's batch holds. */
public enum BatchMix {
    SINGLE_REGION("single-region"),
    /** Every region's, in equal parts. */
    MIXED("mixed");

    private final String label;

    BatchMix(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    static Optional<BatchMix> labelled(String label) {
        return Arrays.stream(values()).filter(mix -> mix.label.equals(label)).findFirst();
    }

    /** The region of each sample, sorted. */
    int[] regions(int samples, int regions) {
        return IntStream.range(0, samples)
                .map(sample -> this == MIXED ? sample * regions / samples : 0)
                .toArray();
    }
}
