package io.lorkd.coordinator.journal;

import io.lorkd.protocol.InvalidConfigurationException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * A journal in a PostgreSQL database. The schema that a connection begins in is the journal's own; {@code ?currentSchema=} in
 * the URL names another one.
 *
 * @param url such as {@code jdbc:postgresql://host/database}; without a password, as it may be logged
 * @param passwordFile holds the password; empty where the server asks for none, or the driver has it from {@code ~/.pgpass}
 */
public record PostgresSettings(String url, String user, Optional<Path> passwordFile) {
    private static final String SCHEME = "jdbc:postgresql:";

    public PostgresSettings {
        requireNonNull(user, "user");
        requireNonNull(passwordFile, "passwordFile");
        if (!url.startsWith(SCHEME)) {
            throw new InvalidConfigurationException(
                    "found a url that does not begin with " + SCHEME + "; allowed is jdbc:postgresql://host/database");
        }
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            throw new InvalidConfigurationException(
                    "found a password in the url; allowed is a url without one, and the password in passwordFile");
        }
    }

    /** Read anew for each connection, so that a password that was changed is known to the next one. */
    Optional<String> password() {
        return passwordFile.map(PostgresSettings::read);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    "The file with the journal's password, " + file + ", cannot be read: " + e, e);
        }
    }
}
