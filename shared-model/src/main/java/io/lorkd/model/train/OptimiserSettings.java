package io.lorkd.model.train;

import java.util.Objects;

/**
 * @param momentum of SGD, in [0, 1); AdamW has its usual 0.9 and 0.999 and does not look at it
 * @param weightDecay added to the gradient by SGD, decoupled from it by AdamW; applied to every trained tensor,
 *     normalisation and biases too
 */
public record OptimiserSettings(Kind kind, double momentum, double weightDecay) {

    public OptimiserSettings {
        Objects.requireNonNull(kind, "kind");
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum is in [0, 1), not " + momentum);
        }
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("weight decay is 0 or more, not " + weightDecay);
        }
    }

    public enum Kind {
        SGD,
        ADAMW
    }
}
