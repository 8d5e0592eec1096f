package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MedMnistFileTest {

    private static final Preprocessing PREPROCESSING = new Preprocessing(8);

    @TempDir
    Path folder;

    @Test
    void eachSplitIsReadAsItIs() {
        RegionData region = open(NpzFixture.valid());

        assertThat(region.classes()).containsExactly("0", "1");
        assertThat(region.training().size()).isEqualTo(8);
        assertThat(region.validation().size()).isEqualTo(2);
        assertThat(region.test().size()).isEqualTo(4);
        for (int i = 0; i < 8; i++) {
            assertThat(region.training().label(i)).isEqualTo(i % 2);
            assertThat(firstValue(region.training(), i)).isEqualTo((float) ((i / 255.0 - 0.5) / 0.5));
        }
    }

    @Test
    void coloursBecomeChannels() {
        byte[] pixels = new byte[8 * 4 * 4 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 3 * 100);
        }
        RegionData region = open(NpzFixture.valid().array("train_images", 1, "|u1", "8, 4, 4, 3", pixels));

        float[] image = new float[PREPROCESSING.values()];
        region.training().read(7, image);
        assertThat(image[0]).isEqualTo(-1f);
        assertThat(image[64]).isEqualTo((float) ((100 / 255.0 - 0.5) / 0.5));
        assertThat(image[128]).isEqualTo((float) ((200 / 255.0 - 0.5) / 0.5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyVersionOfTheFormatIsRead(int version) {
        byte[] pixels = new byte[8 * 4 * 4];
        assertThat(open(NpzFixture.valid().array("train_images", version, "|u1", "8, 4, 4", pixels))
                        .training()
                        .size())
                .isEqualTo(8);
    }

    @Test
    void labelsMayBeFlatAndWiderThanAByte() {
        ByteBuffer labels = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        for (long i = 0; i < 8; i++) {
            labels.putLong(1 - i % 2);
        }
        RegionData region = open(NpzFixture.valid().array("train_labels", 1, "<i8", "8,", labels.array()));

        assertThat(region.training().label(0)).isEqualTo(1);
        assertThat(region.training().label(1)).isZero();
    }

    @Test
    void withoutAValidationSplitAShareIsHeldOut() {
        RegionData region = open(NpzFixture.valid().without("val_images").without("val_labels"));

        assertThat(region.validation().size()).isEqualTo(2);
        assertThat(region.training().size()).isEqualTo(6);
    }

    static Stream<Arguments> unusable() {
        byte[] pixels = new byte[8 * 4 * 4];
        return Stream.of(
                Arguments.of(NpzFixture.valid().without("train_images"), "no train split"),
                Arguments.of(NpzFixture.valid().without("train_labels"), "has no train_labels"),
                Arguments.of(NpzFixture.valid().without("val_images"), "has no val_images"),
                Arguments.of(NpzFixture.valid().without("test_images").without("test_labels"), "no test samples"),
                Arguments.of(NpzFixture.valid().labels("train", 0, 1, 0), "one for each of the 8 images"),
                Arguments.of(
                        NpzFixture.valid().array("train_labels", 1, "|u1", "8, 14", new byte[8 * 14]),
                        "train_labels is |u1 of shape [8, 14]; expected whole numbers of shape (N, 1) or (N)"),
                Arguments.of(
                        NpzFixture.valid().array("train_labels", 1, "<f8", "8, 1", new byte[64]),
                        "train_labels is <f8"),
                Arguments.of(
                        NpzFixture.valid().array("test_labels", 1, "|i1", "4,", new byte[] {0, 1, 0, -1}),
                        "label -1 at 3"),
                Arguments.of(NpzFixture.valid().labels("test", 0, 1, 2, 1), "class 2 has no training samples"),
                Arguments.of(
                        NpzFixture.valid().labels("train", 1, 1, 1, 1, 1, 1, 1, 1), "class 0 has no training samples"),
                Arguments.of(NpzFixture.valid().images("train", 1, 4, 4).labels("train", 0), "has 1 training sample;"),
                Arguments.of(NpzFixture.valid().images("train", 0, 4, 4).labels("train"), "has 0 training samples"),
                Arguments.of(
                        NpzFixture.valid().array("train_images", 1, "<f4", "8, 4, 4", new byte[512]),
                        "train_images is <f4 of shape [8, 4, 4]; expected unsigned bytes"),
                Arguments.of(
                        NpzFixture.valid().images("train", 8, 4, 4, 4), "train_images is |u1 of shape [8, 4, 4, 4]"),
                Arguments.of(NpzFixture.valid().images("train", 8, 16), "train_images is |u1 of shape [8, 16]"),
                Arguments.of(
                        NpzFixture.valid()
                                .raw(
                                        "train_images",
                                        NpzFixture.npy(
                                                1,
                                                "{'descr': '|u1', 'fortran_order': True, 'shape': (8, 4, 4), }",
                                                pixels)),
                        "in column-major order"),
                Arguments.of(NpzFixture.valid().raw("train_images", new byte[0]), "train_images is damaged: it ends"),
                Arguments.of(
                        NpzFixture.valid().raw("train_images", new byte[200]), "does not begin like a NumPy array"),
                Arguments.of(NpzFixture.valid().array("train_images", 4, "|u1", "8, 4, 4", pixels), "version is 4"),
                Arguments.of(
                        NpzFixture.valid().raw("train_images", NpzFixture.npy(1, "{'descr': 7}", pixels)),
                        "its header is not understood: {'descr': 7}"),
                Arguments.of(
                        NpzFixture.valid().array("train_images", 1, "|u1", "8, 4, 5", pixels),
                        "its header promises shape [8, 4, 5]"));
    }

    @ParameterizedTest
    @MethodSource
    void unusable(NpzFixture fixture, String problem) {
        Path file = fixture.writeTo(folder.resolve("odd.npz"));

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"19999999, 8192, 8192", "99999999999999999999, 4, 4", "4294967296, 4294967296, 4294967296"})
    void aHeaderThatPromisesMoreThanTheFileHoldsIsRefusedBeforeRoomIsMadeForIt(String shape) {
        Path file = NpzFixture.valid()
                .array("train_images", 1, "|u1", shape, new byte[128])
                .writeTo(folder.resolve("bomb.npz"));

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("train_images");
    }

    @Test
    void aHeaderLongerThanAnyRealOneIsRefused() {
        byte[] npy = NpzFixture.npy(2, "{}", new byte[0]);
        Arrays.fill(npy, 8, 12, (byte) 0x7F);
        Path file = NpzFixture.valid().raw("train_images", npy).writeTo(folder.resolve("long.npz"));

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("header claims 2139062143 bytes");
    }

    @Test
    void aTruncatedFileIsRefusedAtEveryLength() throws IOException {
        byte[] whole = Files.readAllBytes(NpzFixture.valid().writeTo(folder.resolve("whole.npz")));
        Path file = folder.resolve("cut.npz");
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> open(file))
                    .as("cut to %d of %d bytes", length, whole.length)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void aFlippedPixelIsNoticed() throws IOException {
        byte[] pixels = new byte[8 * 4 * 4];
        new Random(1).nextBytes(pixels);
        byte[] whole = Files.readAllBytes(NpzFixture.valid()
                .array("train_images", 1, "|u1", "8, 4, 4", pixels)
                .writeTo(folder.resolve("whole.npz")));
        whole[200] ^= 1;
        Path file = Files.write(folder.resolve("flipped.npz"), whole);

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("train_images is damaged");
    }

    @Test
    void whatWouldNotFitInMemoryIsRefused() {
        assertThatThrownBy(() -> StoredImages.requireRoom(Path.of("large.npz"), 1_000_000, 3, 224, 1L << 30))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("large.npz: 1000000 images of 224 x 224 pixels need 150528 MB");
    }

    private RegionData open(NpzFixture fixture) {
        return open(fixture.writeTo(folder.resolve("data.npz")));
    }

    private static RegionData open(Path file) {
        return DataSets.open(file, "region", PREPROCESSING, OptionalInt.empty(), 0.25, 1);
    }

    private static float firstValue(ImageSource source, int i) {
        float[] image = new float[PREPROCESSING.values()];
        source.read(i, image);
        return image[0];
    }
}
