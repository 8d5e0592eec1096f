package io.lorkd.coordinator.journal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** A schema of a test's own in the server that LORKD_POSTGRES_URL names, and what an administrator could do to it. */
public final class PostgresSchema implements AutoCloseable {
    /** The environment variable with a URL that has user and password in it. */
    public static final String URL = "LORKD_POSTGRES_URL";

    private final String name = "test_" + UUID.randomUUID().toString().replace('-', '_');
    private final Connection admin;
    private final PostgresSettings settings;

    private PostgresSchema(String url, Path folder) throws SQLException, IOException {
        admin = DriverManager.getConnection(url);
        execute("create schema " + name);
        URI uri = URI.create(url.substring("jdbc:".length()));
        Map<String, String> query = Arrays.stream(uri.getQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        Path password = Files.writeString(folder.resolve("password"), query.get("password") + "\n");
        String server = "jdbc:postgresql://" + uri.getAuthority() + uri.getPath() + "?currentSchema=" + name;
        settings = new PostgresSettings(server, query.get("user"), Optional.of(password));
    }

    /** @param folder for the file with the password */
    public static PostgresSchema create(Path folder) throws SQLException, IOException {
        return new PostgresSchema(System.getenv(URL), folder);
    }

    public String name() {
        return name;
    }

    public PostgresSettings settings() {
        return settings;
    }

    /** Ends the sessions that have this schema's lock, and waits until they are gone. */
    public void endSessions() throws SQLException {
        try (PreparedStatement end = admin.prepareStatement(
                "select pg_terminate_backend(pid, 10000) from pg_locks where locktype = 'advisory'"
                        + " and objid = ?::bigint::oid")) {
            end.setLong(1, name.hashCode() & 0xffffffffL);
            end.executeQuery().close();
        }
    }

    public void execute(String sql) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        execute("drop schema " + name + " cascade");
        admin.close();
    }
}
