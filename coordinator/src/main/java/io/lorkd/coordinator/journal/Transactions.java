package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.crash.CoordinatorCrashPoint;
import io.lorkd.protocol.command.RunFailedException;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Transactions one after the other, on the one session that may write. Where the session breaks before the commit was asked
 * for, the transaction provably did not happen: another session is waited for, and it is tried again. Where it breaks at the
 * commit, nobody here knows: the journal is lost to this process, as it is when waiting has not helped. So no row is lost, and
 * none is written twice. For one thread.
 */
final class Transactions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final int VALID_WITHIN_SECONDS = 5;

    /** A transaction that breaks as many sessions is what breaks them. */
    private static final int MOST_SESSIONS = 5;

    private final Database database;
    private final Patience patience;
    private Connection session;

    /** From here on nothing is written: what this process believes and what the journal holds may differ. */
    private Optional<JournalLostException> lost = Optional.empty();

    private Transactions(Database database, Patience patience, Connection session) {
        this.database = database;
        this.patience = patience;
        this.session = session;
    }

    /** @throws RunFailedException if it cannot be opened */
    static Transactions open(Database database, Patience patience) {
        for (int left = patience.starts() - 1; ; left--) {
            try {
                return new Transactions(database, patience, database.connect());
            } catch (JournalInUseException e) {
                if (left <= 0 || !patience.pauseOnce()) {
                    throw new RunFailedException(e.getMessage(), e);
                }
            } catch (SQLException | FlywayException e) {
                throw new RunFailedException(
                        database.words() + " cannot be opened: " + reason(e)
                                + "; if another version of the coordinator wrote it, name another state folder",
                        e);
            }
        }
    }

    /** As {@link #useTransaction}, with a place to halt on either side. */
    void write(CoordinatorCrashPoint before, CoordinatorCrashPoint after, HandleConsumer<RuntimeException> rows) {
        before.reached();
        useTransaction(rows);
        after.reached();
    }

    void useTransaction(HandleConsumer<RuntimeException> rows) {
        inTransaction(handle -> {
            rows.useHandle(handle);
            return null;
        });
    }

    <T> T inTransaction(HandleCallback<T, RuntimeException> rows) {
        if (lost.isPresent()) {
            throw lost.get();
        }
        try {
            return committed(rows);
        } catch (JournalLostException e) {
            lost = Optional.of(e);
            close();
            throw e;
        }
    }

    private <T> T committed(HandleCallback<T, RuntimeException> rows) {
        for (int sessions = 0; sessions < MOST_SESSIONS; sessions++) {
            Optional<Done<T>> done = attempt(rows);
            if (done.isPresent()) {
                return done.get().result();
            }
        }
        throw new JournalLostException(database.words() + " broke off " + MOST_SESSIONS
                + " times in the middle of one transaction; see the database's log, and start the coordinator again");
    }

    /** A transaction that was committed, and what came of it: maybe nothing. */
    private record Done<T>(T result) {}

    /** Empty where the session broke and there is another one. */
    private <T> Optional<Done<T>> attempt(HandleCallback<T, RuntimeException> rows) {
        Handle handle;
        T result;
        try {
            handle = Jdbi.create(session).registerArgument(new StorableText()).open();
            handle.begin();
            result = rows.withHandle(handle);
        } catch (RuntimeException e) {
            if (isAlive(e)) {
                rollBack();
                throw e;
            }
            connectAgain(e);
            return Optional.empty();
        }
        commit(handle);
        force();
        return Optional.of(new Done<>(result));
    }

    private void commit(Handle handle) {
        try {
            handle.commit();
        } catch (JdbiException e) {
            if (isAlive(e)) {
                throw e; // the server's answer: it was rolled back
            }
            throw new JournalLostException(
                    database.words() + " broke off while a row was committed, and it is not known whether it was ("
                            + reason(e)
                            + "); start the coordinator again, and it goes on from what the journal has",
                    e);
        }
    }

    private void force() {
        try {
            database.force(session);
        } catch (SQLException e) {
            throw lost(e);
        }
    }

    private void rollBack() {
        try {
            if (!session.getAutoCommit()) {
                session.rollback();
                session.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw lost(e);
        }
    }

    /** A session of H2's calls itself valid after its file could not be written, and hangs in the next commit. */
    private boolean isAlive(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return false;
            }
        }
        try {
            return session.isValid(VALID_WITHIN_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    private void connectAgain(Exception broken) {
        close();
        if (!database.outlivesItsSessions()) {
            throw lost(broken);
        }
        LOG.warn("{} broke off ({}); waiting for it", database.words(), reason(broken));
        Exception last = broken;
        for (int left = patience.tries(); left > 0; left--) {
            try {
                session = database.connect();
                LOG.info("{} is there again", database.words());
                return;
            } catch (SQLException e) {
                last = e;
            }
            if (!patience.pauseOnce()) {
                break;
            }
        }
        throw lost(last);
    }

    private JournalLostException lost(Exception cause) {
        return new JournalLostException(
                database.words() + " cannot be written any more (" + reason(cause)
                        + "); when it can, start the coordinator again, and the run goes on",
                cause);
    }

    /** What the database said, without the statement and its values, which are wrapped around it. */
    private static String reason(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (SQLException e) {
            LOG.debug("A session that is broken cannot be closed", e);
        }
    }
}
