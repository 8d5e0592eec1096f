package io.lorkd.coordinator.journal;

import io.lorkd.protocol.command.RunFailedException;

/**
 * The journal cannot be written any more, or it is not known whether it was. What was decided since is not to be told to
 * anyone: the process ends, and one that starts again goes on from what the journal holds.
 */
public final class JournalLostException extends RunFailedException {
    private static final long serialVersionUID = 1L;

    JournalLostException(String message, Throwable cause) {
        super(message, cause);
    }

    JournalLostException(String message) {
        super(message);
    }
}
