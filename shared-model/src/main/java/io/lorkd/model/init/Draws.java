package io.lorkd.model.init;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;

/**
 * Random numbers for one tensor. The generator is seeded by the seed and the tensor's name together, so a tensor's
 * values depend neither on the order of creation nor on what else is created. {@link Random}'s algorithm is part of its
 * specification and uses {@link StrictMath}: the same bits on every machine and every JDK.
 */
final class Draws {

    private final Random random;

    private Draws(Random random) {
        this.random = random;
    }

    static Draws of(long seed, String name) {
        byte[] digest = sha256().digest(ByteBuffer.allocate(Long.BYTES + name.getBytes(StandardCharsets.UTF_8).length)
                .putLong(seed)
                .put(name.getBytes(StandardCharsets.UTF_8))
                .array());
        return new Draws(new Random(ByteBuffer.wrap(digest).getLong()));
    }

    double normal(double standardDeviation) {
        return random.nextGaussian() * standardDeviation;
    }

    /** From -bound (inclusive) to bound (exclusive). */
    double uniform(double bound) {
        return (2 * random.nextDouble() - 1) * bound;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
