package io.lorkd.coordinator.journal;

/**
 * What the journal holds of a run that has ended.
 *
 * @param run what it had come to
 * @param state how it ended
 * @param reason why it failed, or what is missing in it; may be empty
 */
public record EndedRun(OpenRun run, RunRowState state, String reason) {}
