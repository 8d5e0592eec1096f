package io.lorkd.protocol.transfer;

/** A file could not be pulled. What has arrived stays beside the target for the next try, unless it was wrong. */
public final class TransferException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** The holder does not serve this digest to this peer; whether it has it, it does not say. */
        REFUSED,
        /** The holder could not be reached, or did not answer, in all attempts. */
        UNREACHABLE,
        /** Chunks kept arriving damaged. */
        CORRUPT_CHUNK,
        /** The whole file does not have the digest that was asked for; what had arrived is deleted. */
        WRONG_DIGEST,
        /** The file does not have the size that was announced. */
        WRONG_SIZE,
        /** The file is larger than the puller takes. */
        TOO_LARGE,
        /** Something else is being pulled to this target. */
        BUSY,
        /** The file could not be written here. */
        LOCAL_FILE
    }

    private final Kind kind;

    TransferException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    TransferException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
