package io.lorkd.model.volume;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * A NIfTI-1 file made by hand, at the standard's byte offsets; 3 x 2 x 2 voxels of int16, 0 to 11, unless a test says
 * otherwise.
 */
final class NiftiBytes {

    static final int HEADER = 348;
    static final int VOXELS = 352;

    private final ByteBuffer header;
    private ByteBuffer voxels;

    private NiftiBytes(ByteOrder order) {
        this.header = ByteBuffer.allocate(VOXELS).order(order);
        this.voxels = ByteBuffer.allocate(24).order(order);
        for (short value = 0; value < 12; value++) {
            voxels.putShort(value);
        }
        header.putInt(0, 348);
        dimensions(3, 3, 2, 2);
        type(4);
        header.putFloat(80, 1).putFloat(84, 1).putFloat(88, 1);
        header.putFloat(108, VOXELS);
        header.put(344, "n+1\0".getBytes(StandardCharsets.ISO_8859_1));
    }

    static NiftiBytes of(ByteOrder order) {
        return new NiftiBytes(order);
    }

    static NiftiBytes littleEndian() {
        return of(ByteOrder.LITTLE_ENDIAN);
    }

    /** The header's first is how many extents there are. */
    NiftiBytes dimensions(int... dimensions) {
        for (int i = 0; i < dimensions.length; i++) {
            header.putShort(40 + 2 * i, (short) dimensions[i]);
        }
        return this;
    }

    NiftiBytes type(int code) {
        header.putShort(70, (short) code);
        return this;
    }

    NiftiBytes scaling(float slope, float intercept) {
        header.putFloat(112, slope).putFloat(116, intercept);
        return this;
    }

    /** The quotient of the third axis first, then the sizes. */
    NiftiBytes sizes(float... sizes) {
        for (int i = 0; i < sizes.length; i++) {
            header.putFloat(76 + 4 * i, sizes[i]);
        }
        return this;
    }

    NiftiBytes qform(int code, float b, float c, float d, float x, float y, float z) {
        header.putShort(252, (short) code);
        header.putFloat(256, b).putFloat(260, c).putFloat(264, d);
        header.putFloat(268, x).putFloat(272, y).putFloat(276, z);
        return this;
    }

    NiftiBytes sform(int code, float... matrix) {
        header.putShort(254, (short) code);
        for (int i = 0; i < matrix.length; i++) {
            header.putFloat(280 + 4 * i, matrix[i]);
        }
        return this;
    }

    NiftiBytes header(Consumer<ByteBuffer> change) {
        change.accept(header);
        return this;
    }

    /** @param values in the file's byte order */
    NiftiBytes voxels(int bytes, Consumer<ByteBuffer> values) {
        voxels = ByteBuffer.allocate(bytes).order(header.order());
        values.accept(voxels);
        return this;
    }

    byte[] bytes() {
        return ByteBuffer.allocate(VOXELS + voxels.capacity())
                .put(header.array())
                .put(voxels.array())
                .array();
    }

    Path in(Path folder) {
        return write(folder.resolve("volume.nii"), bytes());
    }

    static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
