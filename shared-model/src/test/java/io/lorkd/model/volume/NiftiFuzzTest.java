package io.lorkd.model.volume;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** Files damaged at random are refused in the one known way, or are still sound: nothing else can happen. */
class NiftiFuzzTest {

    private static final int FILES_PER_SEED = 1500;

    /** Where the numbers that matter begin: extents, type, sizes, offset, scaling, units, placement, mark. */
    private static final int[] PLACES = {
        0, 40, 42, 44, 46, 48, 70, 76, 80, 84, 88, 108, 112, 116, 123, 252, 254, 256, 280, 344
    };

    private static final int[] VALUES = {0, 1, 2, -1, 127, 128, 255, 0x7F, 0x80, 0xFF, 0xC0};

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedFilesAreRefusedOrSound(long seed) {
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < FILES_PER_SEED; i++) {
            byte[] bytes = damaged(random);
            Path file = NiftiBytes.write(folder.resolve("damaged.nii"), bytes);
            refused += isRefused(file, bytes, seed, i) ? 1 : 0;
        }
        assertThat(refused)
                .as("the damage is not all harmless, and not all fatal")
                .isBetween(300, 1450);
    }

    private static boolean isRefused(Path file, byte[] bytes, long seed, int i) {
        try {
            Volume volume = NiftiFile.read(file);
            for (float value : volume.values()) {
                assertThat(value).isFinite();
            }
            assertThat(NiftiFile.grid(file)).isEqualTo(volume.grid());
            NiftiFile.readMask(file);
            return false;
        } catch (InvalidInputException e) {
            assertThat(e).hasMessageContaining(file.toString());
            return true;
        } catch (RuntimeException | OutOfMemoryError e) {
            return fail("seed " + seed + ", file " + i + " of " + bytes.length + " bytes", e);
        }
    }

    /** One to three wounds, mostly in what matters of the header; half of the files compressed, some of these wounded again. */
    private static byte[] damaged(Random random) {
        byte[] bytes = NiftiBytes.of(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .qform(random.nextInt(2), 0.1f, 0.2f, 0.3f, 1, 2, 3)
                .sform(random.nextInt(2), 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0)
                .scaling(1, 0)
                .bytes();
        bytes = wounded(bytes, random, true);
        if (random.nextBoolean()) {
            bytes = NiftiBytes.gzip(bytes);
            bytes = random.nextInt(3) == 0 ? wounded(bytes, random, false) : bytes;
        }
        return bytes;
    }

    private static byte[] wounded(byte[] sound, Random random, boolean header) {
        byte[] bytes = sound;
        for (int wounds = 1 + random.nextInt(3); wounds > 0 && bytes.length > 0; wounds--) {
            int place = header && random.nextInt(4) > 0
                    ? Math.min(bytes.length - 1, PLACES[random.nextInt(PLACES.length)] + random.nextInt(4))
                    : random.nextInt(bytes.length);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> bytes[place] = (byte) VALUES[random.nextInt(VALUES.length)];
                case 3, 4 -> bytes[place] ^= (byte) (1 << random.nextInt(8));
                case 5 -> bytes[place] = (byte) random.nextInt();
                case 6 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                default -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(40));
            }
        }
        return bytes;
    }
}
