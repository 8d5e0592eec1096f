package io.lorkd.protocol.link;

/**
 * A message was not answered: nobody listens at the address, the peer died, or the time ran out. Whether it was heard is
 * not known, so it is sent again, and every message may be.
 */
public final class NoAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
