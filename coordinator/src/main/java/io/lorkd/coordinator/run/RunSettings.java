package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.CoordinatorEvents;
import io.lorkd.coordinator.recipe.Recipe;
import io.lorkd.model.network.Network;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.protocol.plan.Experts;
import io.lorkd.protocol.plan.Plan;

import static java.util.Objects.requireNonNull;

/**
 * What a run is.
 *
 * @param network the plan's network
 * @param liveness how often sites are heard of
 * @param events hears what happens
 */
public record RunSettings(Plan plan, Network network, Liveness liveness, CoordinatorEvents events) {
    public RunSettings {
        requireNonNull(plan, "plan");
        requireNonNull(network, "network");
        requireNonNull(liveness, "liveness");
        requireNonNull(events, "events");
    }

    /** What of the network is shared. */
    BackboneManifest manifest() {
        return recipe().manifest();
    }

    /** How a round's updates become the next backbone. */
    Recipe recipe() {
        return new Recipe(plan, network);
    }

    /** Whether Eq. 2 decides the ranks: it needs experts, and a warm-up to measure. */
    boolean measures() {
        return plan.experts().ranks() == Experts.Ranks.IMBALANCED
                && plan.experts().rank() > 0
                && plan.rounds().warmup() > 0;
    }
}
