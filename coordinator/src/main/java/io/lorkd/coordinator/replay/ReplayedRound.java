package io.lorkd.coordinator.replay;

import io.lorkd.protocol.message.RoundId;

import java.util.Optional;

/**
 * What the journal says of a round and what the round's files make of it. Digests are SHA-256.
 *
 * @param updates how many were counted
 */
public record ReplayedRound(RoundId round, int updates, Result journalled, Result recomputed) {

    /** The backbone, and the server optimiser's state where it has one. */
    public record Result(String backbone, Optional<String> optimiserState) {}

    public boolean equal() {
        return journalled.equals(recomputed);
    }
}
