package io.lorkd.coordinator.registry;

/** Whom a run lets in. */
public enum Admission {
    /** The run has not begun: anyone, and a site may come again with other regions. */
    OPEN,
    /** The rounds go on: a newcomer takes part from the next offer on; who is enrolled keeps to what it enrolled with. */
    RUNNING,
    /** The last backbone is there: only who is enrolled. */
    CLOSING
}
