package io.lorkd.coordinator.http.access;

/** What somebody who has signed in may do. */
public enum Role {
    /** Look. */
    VIEWER,
    /** Look, and give orders. */
    OPERATOR
}
