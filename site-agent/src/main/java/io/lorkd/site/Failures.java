package io.lorkd.site;

import io.lorkd.model.InvalidInputException;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.transfer.TransferException;

import java.io.IOException;

/** What a failure means for the site. */
final class Failures {
    private static final int MAX_REASON = 500;

    private Failures() {}

    /** A sentence for the coordinator's people: the message, never a stack trace, and of bounded length. */
    static String reason(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return message.length() <= MAX_REASON ? message : message.substring(0, MAX_REASON) + "…";
    }

    /** The failure, for the log; null where a full disk or a broken line brought it, of which the message says it all. */
    static Throwable trace(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof TransferException) {
                return null;
            }
        }
        return failure;
    }

    /** Whether it is the user's files or settings that do not do. */
    static SiteOutcome.Kind kind(Throwable failure) {
        return failure instanceof InvalidInputException || failure instanceof InvalidConfigurationException
                ? SiteOutcome.Kind.REFUSED
                : SiteOutcome.Kind.FAILED;
    }
}
