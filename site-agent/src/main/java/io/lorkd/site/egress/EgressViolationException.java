package io.lorkd.site.egress;

/** Something that was about to leave the site is not what may leave it. The message says what was found, and no content. */
public final class EgressViolationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EgressViolationException(String message) {
        super(message);
    }

    EgressViolationException(String message, Throwable cause) {
        super(message, cause);
    }
}
