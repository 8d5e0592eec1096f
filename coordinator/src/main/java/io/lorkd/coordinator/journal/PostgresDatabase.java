package io.lorkd.coordinator.journal;

import org.flywaydb.core.Flyway;
import org.postgresql.Driver;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.UUID;

/**
 * PostgreSQL. The session that writes holds an advisory lock, which the server gives back when the session ends: so nobody
 * writes who has not got it. Between two sessions of one coordinator another one may have had it; the row in {@code owner}
 * tells.
 */
final class PostgresDatabase implements Database {
    /** "lork" in ASCII: this program's half of the lock's key; the other one is the schema's. */
    private static final int LOCK = 0x6c6f726b;

    /** The server finds out within half a minute that a client is gone, and then gives its lock back. */
    private static final String SERVER_OPTIONS =
            "-c synchronous_commit=on -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

    private final PostgresSettings settings;
    private final String instance = UUID.randomUUID().toString();
    private boolean owned;

    PostgresDatabase(PostgresSettings settings) {
        this.settings = settings;
    }

    @Override
    public Connection connect() throws SQLException {
        Connection session = open();
        boolean ours = false;
        try {
            lock(session);
            if (owned) {
                checkOwner(session);
            } else {
                Migrations.run(Flyway.configure()
                        .dataSource(
                                settings.url(),
                                settings.user(),
                                settings.password().orElse(null)));
                own(session);
                owned = true;
            }
            ours = true;
            return session;
        } finally {
            if (!ours) {
                session.close();
            }
        }
    }

    private Connection open() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        settings.password().ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("ApplicationName", "lorkd coordinator");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("options", SERVER_OPTIONS);
        return new Driver().connect(settings.url(), properties);
    }

    private void lock(Connection session) throws SQLException {
        String schema = session.getSchema();
        try (PreparedStatement lock = session.prepareStatement("select pg_try_advisory_lock(?, ?)")) {
            lock.setInt(1, LOCK);
            lock.setInt(2, schema == null ? 0 : schema.hashCode());
            try (ResultSet result = lock.executeQuery()) {
                result.next();
                if (!result.getBoolean(1)) {
                    throw new JournalInUseException(
                            words() + " is in use by another coordinator; stop that one, or give"
                                    + " this one a database or schema of its own");
                }
            }
        }
    }

    private void own(Connection session) throws SQLException {
        try (PreparedStatement own = session.prepareStatement("update owner set instance = ?")) {
            own.setString(1, instance);
            own.executeUpdate();
        }
    }

    private void checkOwner(Connection session) throws SQLException {
        try (PreparedStatement ask = session.prepareStatement("select instance from owner");
                ResultSet owner = ask.executeQuery()) {
            if (!owner.next() || !instance.equals(owner.getString(1))) {
                throw new JournalLostException(words() + " was taken over by another coordinator while this one had no"
                        + " connection to it; this one ends");
            }
        }
    }

    /** The session's commits are synchronous. */
    @Override
    public void force(Connection session) {}

    @Override
    public boolean outlivesItsSessions() {
        return true;
    }

    @Override
    public String words() {
        return "The journal at " + settings.url();
    }
}
