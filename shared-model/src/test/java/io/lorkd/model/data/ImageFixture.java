package io.lorkd.model.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes small images and folders of them. */
final class ImageFixture {

    private ImageFixture() {}

    /** A grey PNG, all pixels alike. */
    static Path grey(Path file, int value) {
        return grey(file, value, 8, 8);
    }

    static Path grey(Path file, int value, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().setSample(x, y, 0, value);
            }
        }
        return write(image, "png", file);
    }

    static Path write(BufferedImage image, String format, Path file) {
        try {
            Files.createDirectories(file.getParent());
            if (!ImageIO.write(image, format, file.toFile())) {
                throw new IllegalStateException("cannot write " + format);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path bytes(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code perClass} images in each class of a split; image i has the grey value i. */
    static Path split(Path dataSet, String split, int perClass, String... classes) {
        for (String name : classes) {
            for (int i = 0; i < perClass; i++) {
                grey(dataSet.resolve(split).resolve(name).resolve("image-%03d.png".formatted(i)), i);
            }
        }
        return dataSet;
    }

    /** Two classes with ten training and three test images each. */
    static Path dataSet(Path folder) {
        split(folder, "train", 10, "left", "right");
        return split(folder, "test", 3, "left", "right");
    }
}
