package io.lorkd.coordinator.journal;

import io.lorkd.protocol.message.RoundId;

import java.util.Map;

/**
 * A verified update on disk.
 *
 * @param round the round that counts it
 * @param trained the offer that it answers: of the same round, or with a buffer maybe of an earlier one
 * @param digest SHA-256 of the update, which is its name in the blob store
 * @param weight its weight in the mean: samples, less where they are stale
 * @param losses mean training loss per region
 * @param ledgerHead the head of the site's egress ledger when it announced the update
 */
public record Contribution(
        RoundId round,
        RoundId trained,
        String site,
        String digest,
        long bytes,
        double weight,
        Map<String, Double> losses,
        String ledgerHead) {
    public Contribution {
        losses = Map.copyOf(losses);
    }
}
