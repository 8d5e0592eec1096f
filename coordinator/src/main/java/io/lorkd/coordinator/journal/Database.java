package io.lorkd.coordinator.journal;

import java.sql.Connection;
import java.sql.SQLException;

/** A database that holds a journal. */
interface Database {

    /**
     * A session of which there is one at a time, here or anywhere: whoever has it may write.
     *
     * @throws JournalLostException if another coordinator has it or has had it since this one's last
     */
    Connection connect() throws SQLException;

    /** Has what was committed on disk, where the commit alone does not. */
    void force(Connection session) throws SQLException;

    /** Whether a session that broke may be followed by another. */
    boolean outlivesItsSessions();

    /** What and where it is, for a message; without secrets. */
    String words();
}
