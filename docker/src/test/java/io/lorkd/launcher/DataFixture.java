package io.lorkd.launcher;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Small data sets of noise on disk. */
final class DataFixture {
    static final int SIDE = 8;

    private DataFixture() {}

    /** A MedMNIST file: a training image for each label, and two test images of each of the classes 0 and 1. */
    static Path medMnist(Path file, int... trainingLabels) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            part(zip, "train", trainingLabels);
            part(zip, "test", 0, 1, 0, 1);
        }
        return file;
    }

    private static void part(ZipOutputStream zip, String name, int... labels) throws IOException {
        byte[] pixels = new byte[labels.length * SIDE * SIDE];
        new Random(name.hashCode()).nextBytes(pixels);
        byte[] numbers = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            numbers[i] = (byte) labels[i];
        }
        array(zip, name + "_images", labels.length + ", " + SIDE + ", " + SIDE, pixels);
        array(zip, name + "_labels", labels.length + ", 1", numbers);
    }

    private static void array(ZipOutputStream zip, String name, String shape, byte[] values) throws IOException {
        byte[] header = ("{'descr': '|u1', 'fortran_order': False, 'shape': (" + shape + "), }\n")
                .getBytes(StandardCharsets.US_ASCII);
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        zip.write(header.length & 0xFF);
        zip.write(header.length >> 8);
        zip.write(header);
        zip.write(values);
        zip.closeEntry();
    }

    /** A folder of images: train and test, two classes, two images of each. */
    static Path imageFolder(Path folder) throws IOException {
        for (String split : new String[] {"train", "test"}) {
            for (String label : new String[] {"ill", "well"}) {
                for (int i = 0; i < 2; i++) {
                    image(folder.resolve(split).resolve(label).resolve(i + ".png"), label.hashCode() + i);
                }
            }
        }
        return folder;
    }

    static Path image(Path file, long seed) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        Random random = new Random(seed);
        for (int p = 0; p < SIDE * SIDE; p++) {
            image.getRaster().setSample(p % SIDE, p / SIDE, 0, random.nextInt(256));
        }
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    /** Leaves the first part of a file. */
    static Path cut(Path file, double share) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, (int) (bytes.length * share)));
        return file;
    }
}
