package io.lorkd.protocol.link.gateway;

/** Bytes that are no frame. The message says what was found where, and what was expected. */
final class MalformedFrameException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedFrameException(String message) {
        super(message);
    }
}
