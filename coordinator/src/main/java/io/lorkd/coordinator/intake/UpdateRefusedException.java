package io.lorkd.coordinator.intake;

import io.lorkd.protocol.message.Refusal;

/** An update is not taken. The message is for the site to read. */
public final class UpdateRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    UpdateRefusedException(Refusal refusal, String message) {
        super(message);
        this.refusal = refusal;
    }

    UpdateRefusedException(Refusal refusal, String message, Throwable cause) {
        super(message, cause);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }

    /** Whether the same update may yet be taken: it was not looked at, since it did not arrive. */
    public boolean mayBeTriedAgain() {
        return refusal == Refusal.TRANSFER_FAILED;
    }
}
