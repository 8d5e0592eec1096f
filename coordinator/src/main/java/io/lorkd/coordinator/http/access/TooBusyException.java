package io.lorkd.coordinator.http.access;

/** More passwords wait to be looked at than people come at once. */
public final class TooBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooBusyException() {
        super("Too many sign-ins wait for an answer; try again in a moment");
    }
}
