package io.lorkd.coordinator.journal;

/** How far a run has come. */
public enum RunRowState {
    OPEN,
    FINISHED,
    FAILED,
    /** By order. */
    STOPPED
}
