package io.lorkd.site.console.picture;

import io.lorkd.model.explain.HeatMap;
import io.vertx.core.buffer.Buffer;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Draws, and writes PNG to memory: a picture never touches the disk, as a temporary file neither. */
final class Png {
    private static final int WHITE = 255;

    private Png() {}

    static Buffer of(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(picture, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    /** @param pixels shape (3, size, size), flat, in -1...1 */
    static BufferedImage image(float[] pixels, int size) {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        int plane = size * size;
        for (int i = 0; i < plane; i++) {
            image.setRGB(
                    i % size,
                    i / size,
                    level(pixels[i]) << 16 | level(pixels[plane + i]) << 8 | level(pixels[2 * plane + i]));
        }
        return image;
    }

    private static int level(float value) {
        return Math.round(WHITE * Math.max(0, Math.min(1, (value + 1) / 2)));
    }

    /** The map as a veil to be laid over the image: clear where it is cold, the warmer the denser and the brighter. */
    static BufferedImage heat(HeatMap map, int size) {
        float[] values = map.resized(size, size).values();
        BufferedImage veil = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < values.length; i++) {
            veil.setRGB(i % size, i / size, HeatColours.of(values[i]));
        }
        return veil;
    }
}
