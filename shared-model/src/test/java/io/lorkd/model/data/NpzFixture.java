package io.lorkd.model.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes {@code .npz} files as NumPy does, and as it never would. */
final class NpzFixture {

    private final Map<String, byte[]> arrays = new LinkedHashMap<>();

    /** Two classes, 8 training, 2 validation and 4 test images of 4 x 4 pixels; pixels of image i are all i. */
    static NpzFixture valid() {
        return new NpzFixture()
                .images("train", 8, 4, 4)
                .labels("train", 0, 1, 0, 1, 0, 1, 0, 1)
                .images("val", 2, 4, 4)
                .labels("val", 0, 1)
                .images("test", 4, 4, 4)
                .labels("test", 0, 1, 0, 1);
    }

    NpzFixture images(String split, int... shape) {
        int images = shape[0];
        int each = 1;
        for (int axis = 1; axis < shape.length; axis++) {
            each *= shape[axis];
        }
        byte[] pixels = new byte[images * each];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i / each);
        }
        StringBuilder extents = new StringBuilder();
        for (int extent : shape) {
            extents.append(extent).append(", ");
        }
        return array(split + "_images", 1, "|u1", extents.toString(), pixels);
    }

    NpzFixture labels(String split, int... labels) {
        byte[] bytes = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            bytes[i] = (byte) labels[i];
        }
        return array(split + "_labels", 1, "|u1", labels.length + ", 1", bytes);
    }

    NpzFixture array(String name, int version, String type, String shape, byte[] data) {
        return raw(
                name,
                npy(version, "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }", data));
    }

    NpzFixture raw(String name, byte[] npy) {
        arrays.put(name, npy);
        return this;
    }

    NpzFixture without(String name) {
        arrays.remove(name);
        return this;
    }

    Path writeTo(Path file) {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
                zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
                zip.write(array.getValue());
                zip.closeEntry();
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] npy(int version, String header, byte[] data) {
        byte[] text = (header + "\n").getBytes(StandardCharsets.UTF_8);
        int lengthBytes = version == 1 ? 2 : 4;
        byte[] npy = new byte[8 + lengthBytes + text.length + data.length];
        byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0};
        System.arraycopy(magic, 0, npy, 0, magic.length);
        for (int i = 0; i < lengthBytes; i++) {
            npy[8 + i] = (byte) (text.length >> (8 * i));
        }
        System.arraycopy(text, 0, npy, 8 + lengthBytes, text.length);
        System.arraycopy(data, 0, npy, 8 + lengthBytes + text.length, data.length);
        return npy;
    }
}
