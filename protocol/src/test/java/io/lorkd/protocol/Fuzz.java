package io.lorkd.protocol;

import java.util.Arrays;
import java.util.Random;

/**
 * Inputs that nobody would send, from seeds. As many as LORKD_FUZZ in the environment says, else some that take a few
 * seconds; the number of an input that fails is its seed.
 */
public final class Fuzz {
    private static final int ORDINARY = 20_000;

    private Fuzz() {}

    public static int inputs() {
        String asked = System.getenv("LORKD_FUZZ");
        return asked == null || asked.isBlank() ? ORDINARY : Integer.parseInt(asked.strip());
    }

    public static Random random(int input) {
        return new Random(0x10bcdL * 31 + input);
    }

    /** The bytes with a few things done to them: changed, cut, doubled, moved, made extreme. */
    public static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original.clone();
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times && bytes.length > 0; i++) {
            bytes = mutatedOnce(bytes, random);
        }
        return bytes;
    }

    private static byte[] mutatedOnce(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(7)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> bytes[at] = new byte[] {0, -1, Byte.MAX_VALUE, Byte.MIN_VALUE, 1}[random.nextInt(5)];
            case 3 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 4 -> {
                return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(16));
            }
            case 5 -> {
                int length = random.nextInt(bytes.length - at) + 1;
                byte[] doubled = Arrays.copyOf(bytes, bytes.length + length);
                System.arraycopy(bytes, at, doubled, at + length, bytes.length - at);
                return doubled;
            }
            default -> {
                int from = random.nextInt(bytes.length);
                int length = Math.min(bytes.length - from, bytes.length - at);
                System.arraycopy(bytes.clone(), from, bytes, at, length);
            }
        }
        return bytes;
    }
}
