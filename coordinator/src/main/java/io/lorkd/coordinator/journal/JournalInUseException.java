package io.lorkd.coordinator.journal;

import java.sql.SQLException;

/** Another session has the journal's lock: another coordinator's, or one of this process whose end the server has not seen yet. */
final class JournalInUseException extends SQLException {
    private static final long serialVersionUID = 1L;

    JournalInUseException(String message) {
        super(message);
    }
}
