package io.lorkd.protocol.plan;

import io.lorkd.protocol.config.Key;

/**
 * Asynchronous training (FedBuff; Nguyen et al., 2022): each site trains the newest backbone at its own pace, and the
 * coordinator makes the next one of every {@code size} updates.
 *
 * @param size updates that make a round
 * @param maxStaleness how many rounds an update's backbone may be behind; an older update is refused
 * @param stalenessExponent a in the weight's factor (1 + staleness)^-a
 */
public record Buffered(
        @Key(
                value = "updates that make a round; at most rounds.sites",
                defaultValue = "10",
                unit = "updates",
                min = 1,
                max = 10_000)
        int size,

        @Key(
                value = "rounds that an update's backbone may be behind; an older one is refused",
                defaultValue = "10",
                unit = "rounds",
                min = 0,
                max = 100_000)
        int maxStaleness,

        @Key(
                value = "an update weighs (1 + staleness)^-a times its samples; this is a",
                defaultValue = "0.5",
                min = 0,
                max = 10)
        double stalenessExponent) {
    Buffered withSites(int sites) {
        return new Buffered(Math.min(size, sites), maxStaleness, stalenessExponent);
    }
}
