package io.lorkd.coordinator.journal;

import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** H2 in the state folder, whose lock keeps other coordinators away from it. */
final class EmbeddedDatabase implements Database {
    private final Path state;

    EmbeddedDatabase(Path state) {
        this.state = state;
    }

    @Override
    public Connection connect() throws SQLException {
        // By default H2 writes a commit up to half a second later. And the process ends when we say so: H2's own
        // shutdown
        // hook would close the database before the last row is written.
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(
                "jdbc:h2:file:" + state.toAbsolutePath().resolve("journal") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
        Connection session = source.getConnection();
        try {
            Migrations.run(Flyway.configure().dataSource(source));
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** H2's commit leaves it to the system when a row comes to the disk: a killed process loses none, a power failure would. */
    @Override
    public void force(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("checkpoint sync");
        }
    }

    /** A database of this process breaks when its file cannot be written, and does not mend while that is so. */
    @Override
    public boolean outlivesItsSessions() {
        return false;
    }

    @Override
    public String words() {
        return "The journal in " + state;
    }
}
