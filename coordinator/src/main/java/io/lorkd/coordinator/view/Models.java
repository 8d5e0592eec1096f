package io.lorkd.coordinator.view;

import io.lorkd.protocol.plan.Plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The backbones that a run has made.
 *
 * @param ranks the rank of each region's experts; empty before they are decided
 * @param made the oldest first
 */
public record Models(Plan plan, Map<String, Integer> ranks, List<Model> made) {
    public Models {
        ranks = Map.copyOf(ranks);
        made = List.copyOf(made);
    }

    /** @param round the round that it came of; 0 for the one that the run began with */
    public record Model(int round, String sha256, Instant at) {}
}
