package io.lorkd.coordinator.journal;

/** How far an attempt at a round has come. */
public enum RoundRowState {
    OFFERED,
    COMMITTING,
    COMMITTED,
    ABANDONED
}
