package io.lorkd.coordinator.account;

import io.lorkd.model.InvalidInputException;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import static java.util.Objects.requireNonNull;

/**
 * Somebody who signs in with a password.
 *
 * @param name in lower case
 * @param passwordHash as {@link Passwords#hash} makes it
 */
public record Account(String name, Role role, String passwordHash) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,62}");

    /** What programs with the token, and the simulation's browser, are called in the audit log. */
    private static final Set<String> TAKEN = Set.of("local", "simulation");

    /** @throws InvalidInputException if the name is none */
    public Account {
        requireNonNull(role, "role");
        requireNonNull(passwordHash, "passwordHash");
        if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
            throw new InvalidInputException(
                    "Found a user name that cannot be used; expected 1 to 63 of the characters a-z,"
                            + " 0-9 and . _ @ -, the first a letter or a digit, and neither of " + TAKEN);
        }
    }

    /** The name as it is kept, of one as somebody types it. */
    public static String nameOf(String typed) {
        return typed.strip().toLowerCase(Locale.ROOT);
    }

    public Account withPasswordHash(String hash) {
        return new Account(name, role, hash);
    }

    /** Without the hash, which is nobody's business. */
    @Override
    public String toString() {
        return name + " (" + role.word() + ")";
    }
}
