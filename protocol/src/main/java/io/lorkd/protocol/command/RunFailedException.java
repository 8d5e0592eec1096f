package io.lorkd.protocol.command;

/** A command tried and did not succeed. The message says why and what to do, and is all that the user is shown. */
public class RunFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunFailedException(String message) {
        super(message);
    }

    public RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
