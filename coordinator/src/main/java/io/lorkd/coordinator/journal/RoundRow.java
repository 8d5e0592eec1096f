package io.lorkd.coordinator.journal;

import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;

import java.util.Optional;

/**
 * An attempt at a round as it is offered.
 *
 * @param backbone SHA-256 of the backbone that it starts from
 * @param optimiserState SHA-256 of the server optimiser's state that it starts from
 */
public record RoundRow(
        RoundId round, Phase phase, double learningRate, String backbone, Optional<String> optimiserState) {}
