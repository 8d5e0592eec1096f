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

    /** A failure as the log's last argument: null for this one, whose message says it all, so that no trace is printed. */
    public static Throwable trace(Throwable failure) {
        return failure instanceof RunFailedException ? null : failure;
    }
}
