package io.lorkd.protocol.plan;

import io.lorkd.protocol.config.Key;

/**
 * The normalisation layers.
 *
 * @param scope whether they are part of the shared backbone or stay at the site
 * @param statistics whether training normalises by the batch and updates the running statistics, or by the running
 *     statistics, which then never change
 */
public record Normalisation(
        @Key(
                value = "whether normalisation layers are part of the shared backbone or stay at the site (FedBN)",
                defaultValue = "shared")
        Scope scope,

        @Key(
                value = "whether training normalises by the batch, or by running statistics that never change",
                defaultValue = "batch")
        Statistics statistics) {
    public enum Scope {
        SHARED,
        LOCAL
    }

    public enum Statistics {
        BATCH,
        FROZEN
    }
}
