package io.lorkd.coordinator.journal;

import io.lorkd.protocol.message.RoundId;

import java.util.Map;

/**
 * A verified update on disk.
 *
 * @param digest SHA-256 of the update, which is its name in the blob store
 * @param weight its weight in the mean, in samples
 * @param losses mean training loss per region
 */
public record Contribution(
        RoundId round, String site, String digest, long bytes, long weight, Map<String, Double> losses) {
    public Contribution {
        losses = Map.copyOf(losses);
    }
}
