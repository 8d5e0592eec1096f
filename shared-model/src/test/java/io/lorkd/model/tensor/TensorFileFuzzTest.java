package io.lorkd.model.tensor;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** Files damaged at random are refused in the one known way, or are still sound: nothing else can happen. */
class TensorFileFuzzTest {

    private static final int FILES_PER_SEED = 1500;

    private static final List<String> SPLICES = List.of(
            "-",
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "\\",
            "\\u0000",
            "\\ud800",
            "null",
            "1e400",
            "0.5",
            "true",
            "\"a\":{}",
            "9223372036854775807",
            "18446744073709551616",
            "4294967296",
            "F64",
            "F16",
            "I8",
            "__metadata__",
            "[0,0]",
            "\n");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void damagedFilesAreRefusedOrSound(long seed) throws IOException {
        byte[] sound = Files.readAllBytes(soundFile());
        Random random = new Random(seed);
        Path file = folder.resolve("damaged.safetensors");
        int opened = 0;
        for (int i = 0; i < FILES_PER_SEED; i++) {
            Files.write(file, damaged(sound, random));
            try (TensorFile tensors = TensorFile.open(file)) {
                opened++;
                readEverything(tensors);
            } catch (InvalidInputException e) {
                assertThat(e.getMessage()).contains(file.toString());
            } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
                fail("file " + i + " of seed " + seed, e);
            }
        }
        assertThat(opened).as("files that were still sound").isBetween(1, FILES_PER_SEED - 1);
    }

    @Test
    void aDamagedHeaderNeverPassesTheManifest() throws IOException {
        BackboneManifest manifest =
                BackboneManifest.of(Networks.byName("shufflenet-v2-x0.5", Stem.SMALL, 3), true, Dtype.F32);
        Path file = folder.resolve("backbone.safetensors");
        byte[] header = Header.canonical(manifest.tensors(), Map.of());
        byte[] sound = Arrays.copyOf(header, (int) manifest.fileBytes());
        Random random = new Random(4);
        for (int i = 0; i < 100; i++) {
            byte[] damaged = damaged(sound, random);
            boolean intact = damaged.length == sound.length
                    && Arrays.equals(damaged, 0, header.length, header, 0, header.length);
            Files.write(file, damaged);
            boolean passed = true;
            try {
                manifest.check(file);
            } catch (ManifestViolationException e) {
                passed = false;
                assertThat(e.getMessage()).contains(file.toString()).hasSizeLessThan(1000);
            }
            assertThat(passed).as("file %s", i).isEqualTo(intact);
        }
    }

    private Path soundFile() {
        List<TensorInfo> tensors = List.of(
                new TensorInfo("conv.weight", Dtype.F32, List.of(2L, 1L, 3L, 3L)),
                new TensorInfo("empty", Dtype.F64, List.of(0L, 5L)),
                new TensorInfo("bn.bias", Dtype.F64, List.of(3L)));
        try (TensorFileWriter writer = TensorFileWriter.create(
                folder.resolve("sound.safetensors"), tensors, Map.of("format", "pt", "by", "fuzz"))) {
            writer.write(new double[21], 0, 21);
            return writer.finish();
        }
    }

    private static void readEverything(TensorFile tensors) {
        for (TensorInfo tensor : tensors.tensors()) {
            assertThat((long) tensors.bytes(tensor).remaining()).isEqualTo(tensor.bytes());
            if (tensor.dtype().isReadable()) {
                assertThat((long) tensors.doubles(tensor.name()).length).isEqualTo(tensor.elements());
            }
        }
    }

    /** One to three wounds, mostly in the header. */
    private static byte[] damaged(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        for (int wounds = 1 + random.nextInt(3); wounds > 0 && bytes.length > 0; wounds--) {
            int headerEnd = Math.min(bytes.length, 8 + (int) length(sound));
            int place = random.nextInt(headerEnd);
            bytes = switch (random.nextInt(7)) {
                case 0 -> with(bytes, place, (byte) random.nextInt(256));
                case 1 -> with(bytes, place, (byte) (bytes[place] ^ 1 << random.nextInt(8)));
                case 2 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
                case 3 -> Arrays.copyOf(bytes, bytes.length + random.nextInt(40));
                case 4 -> with(bytes, random.nextInt(bytes.length), (byte) random.nextInt());
                case 5 -> relength(cut(bytes, place, place + random.nextInt(20)));
                default -> relength(splice(bytes, place, SPLICES.get(random.nextInt(SPLICES.size()))));
            };
        }
        return bytes;
    }

    private static byte[] with(byte[] bytes, int place, byte value) {
        bytes[place] = value;
        return bytes;
    }

    private static byte[] cut(byte[] bytes, int from, int to) {
        int end = Math.min(to, bytes.length);
        byte[] result = Arrays.copyOf(bytes, bytes.length - (end - from));
        System.arraycopy(bytes, end, result, from, bytes.length - end);
        return result;
    }

    private static byte[] splice(byte[] bytes, int place, String text) {
        byte[] inserted = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(bytes.length + inserted.length)
                .put(bytes, 0, place)
                .put(inserted)
                .put(bytes, place, bytes.length - place)
                .array();
    }

    /** Makes the length fit the header again, so that the damage is found behind it. */
    private static byte[] relength(byte[] bytes) {
        if (bytes.length < 8) {
            return bytes;
        }
        for (int end = bytes.length; end > 8; end--) {
            if (bytes[end - 1] == '}') {
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(end - 8L);
                break;
            }
        }
        return bytes;
    }

    private static long length(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
}
