package io.lorkd.coordinator.run;

import java.util.Optional;

/**
 * A committed backbone.
 *
 * @param optimiserState SHA-256 of the server optimiser's state that belongs to it; empty where there is none
 */
record Backbone(String sha256, Optional<String> optimiserState) {}
