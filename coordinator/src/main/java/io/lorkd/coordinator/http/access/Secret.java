package io.lorkd.coordinator.http.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** Random texts that nobody guesses. */
public final class Secret {
    private static final int BYTES = 32;

    private Secret() {}

    /** 256 random bits in Base64, such as may stand in a URL. */
    public static String make() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /**
     * Whether two texts are the same, in a time that does not tell how much of them is.
     *
     * @param given null is like no text
     */
    public static boolean same(String secret, String given) {
        return given != null
                && MessageDigest.isEqual(
                        secret.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
