package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ImageFileTest {

    @TempDir
    Path folder;

    @Test
    void greyIsTakenAsStored() {
        RawImage image = ImageFile.read(ImageFixture.grey(folder.resolve("grey.png"), 100));

        assertThat(image.channels()).isEqualTo(1);
        assertThat(image.pixels()).as("no gamma correction").containsOnly(100);
    }

    @Test
    void coloursAreInTheOrderRedGreenBlue() {
        RawImage image = ImageFile.read(ImageFixture.write(colour(0x0A141E), "png", folder.resolve("rgb.png")));

        assertThat(image.channels()).isEqualTo(3);
        assertThat(Arrays.copyOf(image.pixels(), 6)).containsExactly(10, 20, 30, 10, 20, 30);
    }

    @Test
    void sixteenBitsAreScaledToEight() {
        BufferedImage wide = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        wide.getRaster().setSample(0, 0, 0, 65535);
        wide.getRaster().setSample(1, 0, 0, 257 * 7);

        RawImage image = ImageFile.read(ImageFixture.write(wide, "png", folder.resolve("wide.png")));
        assertThat(image.pixels()).containsExactly(255, 7);
    }

    @Test
    void palettesAreLookedUp() {
        byte[] ramp = {5, 50};
        BufferedImage indexed =
                new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 2, ramp, ramp, ramp));
        indexed.getRaster().setSample(1, 0, 0, 1);

        RawImage image = ImageFile.read(ImageFixture.write(indexed, "png", folder.resolve("palette.png")));
        assertThat(image.pixels()).containsExactly(5, 5, 5, 50, 50, 50);
    }

    @Test
    void theFormatIsWhatTheFileHoldsWhateverItsName() {
        RawImage image = ImageFile.read(ImageFixture.write(colour(0x808080), "jpeg", folder.resolve("photo.png")));

        assertThat(image.channels()).isEqualTo(3);
        assertThat(image.pixels()).containsOnly((byte) 128);
    }

    @Test
    void anAlphaChannelThatHidesNothingIsLeftOut() {
        BufferedImage opaque = new BufferedImage(2, 2, BufferedImage.TYPE_4BYTE_ABGR);
        Arrays.stream(Stratification.range(4)).forEach(i -> opaque.setRGB(i % 2, i / 2, 0xFF010203));

        RawImage image = ImageFile.read(ImageFixture.write(opaque, "png", folder.resolve("opaque.png")));
        assertThat(image.channels()).isEqualTo(3);
    }

    @Test
    void transparentPixelsAreRefused() {
        BufferedImage empty = new BufferedImage(2, 2, BufferedImage.TYPE_4BYTE_ABGR);

        assertRefused(ImageFixture.write(empty, "png", folder.resolve("empty.png")), "transparent");
    }

    @Test
    void otherFormatsAreRefused() {
        assertRefused(ImageFixture.write(colour(1), "gif", folder.resolve("moving.png")), "is no PNG or JPEG image");
        assertRefused(
                ImageFixture.bytes(folder.resolve("text.jpg"), "hello".getBytes(StandardCharsets.UTF_8)),
                "is no PNG or JPEG image");
        assertRefused(ImageFixture.bytes(folder.resolve("nothing.jpg"), new byte[0]), "the file is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg"})
    void aTruncatedImageIsRefused(String format) throws IOException {
        byte[] whole = Files.readAllBytes(ImageFixture.write(noise(), format, folder.resolve("whole." + format)));
        for (int length = 3; length < whole.length - 2; length += 101) {
            assertRefused(ImageFixture.bytes(folder.resolve("cut"), Arrays.copyOf(whole, length)), "cut");
        }
    }

    @Test
    void aDamagedPngIsRefusedWhereverTheDamageIs() throws IOException {
        byte[] whole = Files.readAllBytes(ImageFixture.write(noise(), "png", folder.resolve("whole.png")));
        for (int at = 8; at < whole.length; at += 97) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            assertRefused(ImageFixture.bytes(folder.resolve("damaged.png"), damaged), "is damaged");
        }
    }

    @Test
    void anImageTooLargeToDecodeIsRefusedByItsHeader() {
        BufferedImage wide = new BufferedImage(40_000, 1000, BufferedImage.TYPE_BYTE_BINARY);

        assertRefused(ImageFixture.write(wide, "png", folder.resolve("bomb.png")), "40000 x 1000 pixels");
    }

    @Test
    void aMissingFileIsRefused() {
        assertRefused(folder.resolve("missing.png"), "cannot be read");
    }

    private static void assertRefused(Path file, String problem) {
        assertThatThrownBy(() -> ImageFile.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(problem)
                .hasMessageContaining("save it anew or remove it");
    }

    private static BufferedImage colour(int rgb) {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, rgb);
        }
        return image;
    }

    private static BufferedImage noise() {
        BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < 1600; i++) {
            image.setRGB(i % 40, i / 40, random.nextInt());
        }
        return image;
    }
}
