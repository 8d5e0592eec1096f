package io.lorkd.coordinator.run;

import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.plan.Buffered;

/**
 * How far an update's backbone is behind the one that it is added to, and what it weighs for that (FedBuff; Nguyen et al., 2022,
 * section 5; the factor is the polynomial one of Xie et al., 2019).
 *
 * @param largest an update that is further behind does not count
 * @param exponent a in the factor {@code (1 + tau)^-a}
 */
record Staleness(int largest, double exponent) {

    static Staleness of(Buffered buffered) {
        return new Staleness(buffered.maxStaleness(), buffered.stalenessExponent());
    }

    /** Tau: the rounds that were committed between the offer and the round that counts it. */
    static int between(RoundId trained, RoundId counting) {
        return counting.round() - trained.round();
    }

    boolean isTooLarge(int tau) {
        return tau > largest;
    }

    /** The weight of so many samples. */
    double weight(long samples, int tau) {
        return samples * Math.pow(1.0 + tau, -exponent);
    }
}
