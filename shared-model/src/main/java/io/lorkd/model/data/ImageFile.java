package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG and JPEG files: grey or colour, 8 or 16 bits, palettes, and an alpha channel only where it hides nothing.
 * What the file is stands in its first bytes, whatever its name says. Grey values are taken as stored, without Java's
 * conversion from linear grey. An orientation in EXIF data is not applied.
 */
final class ImageFile {

    /** About 6500 x 5000: beyond the largest radiographs, and little enough to decode a few at once. */
    private static final long MOST_PIXELS = 32_000_000;

    private static final long MOST_BYTES = 256L << 20;

    enum Format {
        PNG("png"),
        JPEG("jpeg");

        private final String imageIoName;

        Format(String imageIoName) {
            this.imageIoName = imageIoName;
        }

        /** The format that a file with these first bytes has. */
        static Optional<Format> of(byte[] start) {
            if (PngChunks.hasSignature(start)) {
                return Optional.of(PNG);
            }
            boolean jpeg = start.length >= 3 && start[0] == (byte) 0xFF && start[1] == (byte) 0xD8 && start[2] == -1;
            return jpeg ? Optional.of(JPEG) : Optional.empty();
        }
    }

    private ImageFile() {}

    /** Whether the file begins like a PNG or JPEG. */
    static boolean isImage(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return Format.of(in.readNBytes(PngChunks.SIGNATURE_LENGTH)).isPresent();
        }
    }

    /** @throws InvalidInputException if it cannot be read as a whole, naming the file */
    static RawImage read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw refused(
                        file, "is " + Files.size(file) + " bytes long; at most " + MOST_BYTES + " are read", null);
            }
            return decode(file, Files.readAllBytes(file));
        } catch (IOException e) {
            throw refused(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static RawImage decode(Path file, byte[] bytes) throws IOException {
        Format format = Format.of(bytes)
                .orElseThrow(() -> refused(
                        file, "is no PNG or JPEG image" + (bytes.length == 0 ? ": the file is empty" : ""), null));
        if (format == Format.PNG) {
            PngChunks.check(bytes).ifPresent(problem -> {
                throw refused(file, "is damaged: " + problem, null);
            });
        }
        ImageReader reader =
                ImageIO.getImageReadersByFormatName(format.imageIoName).next();
        // The JPEG decoder fills what is missing with grey and only warns.
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        BufferedImage image;
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, true, true);
            if ((long) reader.getWidth(0) * reader.getHeight(0) > MOST_PIXELS) {
                throw refused(
                        file,
                        "has " + reader.getWidth(0) + " x " + reader.getHeight(0) + " pixels; at most " + MOST_PIXELS
                                + " in all are read, so make it smaller",
                        null);
            }
            image = reader.read(0);
        } catch (IOException | RuntimeException e) {
            // Decoders answer damaged bytes with all kinds of unchecked exceptions, too.
            throw e instanceof InvalidInputException refusal
                    ? refusal
                    : refused(file, "cannot be decoded as " + format + ": " + e.getMessage(), e);
        } finally {
            reader.dispose();
        }
        if (!warnings.isEmpty()) {
            throw refused(file, "is damaged: " + warnings.get(0), null);
        }
        return unpack(file, image);
    }

    private static RawImage unpack(Path file, BufferedImage image) {
        ColorModel colours = image.getColorModel();
        if (colours instanceof IndexColorModel palette) {
            return fromPalette(file, image, palette);
        }
        int bands = image.getRaster().getNumBands();
        int type = image.getRaster().getTransferType();
        boolean alpha = colours.hasAlpha();
        int channels = alpha ? bands - 1 : bands;
        boolean wide = type == DataBuffer.TYPE_USHORT;
        if (channels != 1 && channels != 3 || !wide && type != DataBuffer.TYPE_BYTE) {
            throw refused(file, "has " + channels + " channels of " + colours.getComponentSize(0) + " bits", null);
        }
        int largest = wide ? 65535 : 255;
        byte[] pixels = new byte[image.getWidth() * image.getHeight() * channels];
        int[] row = new int[image.getWidth() * bands];
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRaster().getPixels(0, y, image.getWidth(), 1, row);
            for (int x = 0; x < row.length; x += bands) {
                for (int c = 0; c < channels; c++) {
                    pixels[at++] = (byte) (wide ? (row[x + c] * 255 + largest / 2) / largest : row[x + c]);
                }
                if (alpha && row[x + channels] != largest) {
                    throw transparent(file);
                }
            }
        }
        return new RawImage(image.getWidth(), image.getHeight(), channels, pixels);
    }

    private static RawImage fromPalette(Path file, BufferedImage image, IndexColorModel palette) {
        byte[] pixels = new byte[image.getWidth() * image.getHeight() * 3];
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int argb = palette.getRGB(image.getRaster().getSample(x, y, 0));
                if (argb >>> 24 != 255) {
                    throw transparent(file);
                }
                pixels[at++] = (byte) (argb >> 16);
                pixels[at++] = (byte) (argb >> 8);
                pixels[at++] = (byte) argb;
            }
        }
        return new RawImage(image.getWidth(), image.getHeight(), 3, pixels);
    }

    private static InvalidInputException transparent(Path file) {
        return refused(file, "has transparent pixels, whose colour is not known", null);
    }

    private static InvalidInputException refused(Path file, String found, Exception cause) {
        return new InvalidInputException(
                file + " " + found + "; expected a whole grey or RGB image as PNG or JPEG: save it anew or remove it",
                cause);
    }
}
