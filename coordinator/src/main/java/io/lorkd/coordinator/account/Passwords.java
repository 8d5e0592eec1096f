package io.lorkd.coordinator.account;

import io.lorkd.model.InvalidInputException;
import io.vertx.ext.auth.hashing.HashingStrategy;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/**
 * Hashes passwords with PBKDF2-HMAC-SHA512, by Vert.x auth. A hash says how it was made, so that one of another strength is
 * verified as it was made. Hashing takes a core for a good part of a second; it blocks.
 */
public final class Passwords {
    private static final String ALGORITHM = "pbkdf2";

    /** As OWASP's password storage cheat sheet has it for this algorithm. */
    private static final int ITERATIONS = 210_000;

    private static final int SALT_BYTES = 16;
    private static final int SHORTEST = 10;
    private static final int LONGEST = 256;

    private final SecureRandom random = new SecureRandom();
    private final HashingStrategy hashing = HashingStrategy.load();
    private final int iterations;

    /** What a password is compared with where there is no such user: it takes as long, and is nobody's. */
    private final String nobodys;

    private Passwords(int iterations) {
        this.iterations = iterations;
        this.nobodys = hashOf(salt());
    }

    public static Passwords standard() {
        return new Passwords(ITERATIONS);
    }

    /** As {@link #standard}, and quick: for tests of what is done with passwords. */
    public static Passwords quick() {
        return new Passwords(1);
    }

    /**
     * The hash of a new password.
     *
     * @param user whose password it is to be; it may not be the same
     * @throws InvalidInputException if nobody should have such a password
     */
    public String hash(String user, String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            throw new InvalidInputException("Found a password of " + password.length() + " characters; expected "
                    + SHORTEST + " to " + LONGEST);
        }
        if (password.strip().equalsIgnoreCase(user)) {
            throw new InvalidInputException("Found a password that is the user's name; take another one");
        }
        return hashOf(password);
    }

    public boolean matches(Account account, String password) {
        return hashing.verify(account.passwordHash(), bounded(password));
    }

    /** Does the work of {@link #matches}, and matches nothing. */
    public void matchNobody(String password) {
        hashing.verify(nobodys, bounded(password));
    }

    private String hashOf(String password) {
        return hashing.hash(ALGORITHM, Map.of("it", Integer.toString(iterations)), salt(), password);
    }

    private String salt() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return Base64.getEncoder().withoutPadding().encodeToString(salt);
    }

    /** One that is longer than any password is not hashed at its full length, and does not match. */
    private static String bounded(String password) {
        return password.length() > LONGEST ? password.substring(0, LONGEST + 1) : password;
    }
}
