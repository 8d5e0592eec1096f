package io.lorkd.coordinator.journal;

/**
 * A run that was opened.
 *
 * @param plan the whole plan, as YAML
 */
public record PastRun(String id, String plan) {}
