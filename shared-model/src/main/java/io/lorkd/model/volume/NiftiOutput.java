package io.lorkd.model.volume;

import io.lorkd.model.InvalidInputException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** A NIfTI-1 file being written: little-endian, no slope, no extensions. */
final class NiftiOutput {

    private static final int BLOCK_VOXELS = 8192;
    private static final int AXES = 3;

    /** The extents are 16-bit numbers. */
    private static final int LARGEST_EXTENT = Short.MAX_VALUE;

    private static final int BITS_AT = 72;
    private static final byte MILLIMETRES = 2;

    private NiftiOutput() {}

    /** Puts one voxel into a block. */
    interface Voxels {
        void put(int index, ByteBuffer out);
    }

    static void write(Path file, Grid grid, NiftiType type, Voxels voxels) {
        String name = file.toString();
        boolean compressed = name.endsWith(".nii.gz");
        if (!compressed && !name.endsWith(".nii")) {
            throw new InvalidInputException(
                    file + " is to be a NIfTI-1 file: give it a name that ends in .nii or .nii.gz");
        }
        ByteBuffer header = header(grid, type, file);
        WrittenAside.write(file, "NIfTI-1 file", out -> {
            if (compressed) {
                GZIPOutputStream zip = new GZIPOutputStream(out);
                write(zip, header, grid, type, voxels);
                zip.finish();
            } else {
                write(out, header, grid, type, voxels);
            }
        });
    }

    private static void write(OutputStream out, ByteBuffer header, Grid grid, NiftiType type, Voxels voxels)
            throws IOException {
        out.write(header.array());
        ByteBuffer block = ByteBuffer.allocate(BLOCK_VOXELS * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int all = grid.voxels();
        for (int first = 0, end; first < all; first = end) {
            block.clear();
            end = first + Math.min(BLOCK_VOXELS, all - first);
            for (int index = first; index < end; index++) {
                voxels.put(index, block);
            }
            out.write(block.array(), 0, block.position());
        }
    }

    private static ByteBuffer header(Grid grid, NiftiType type, Path file) {
        ByteBuffer header = ByteBuffer.allocate(NiftiHeader.FIRST_OFFSET).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0, NiftiHeader.BYTES);
        header.putShort(NiftiHeader.DIMENSIONS_AT, (short) AXES);
        for (int dimension = 1; dimension <= 7; dimension++) {
            int extent = dimension <= AXES ? grid.extent(dimension - 1) : 1;
            if (extent > LARGEST_EXTENT) {
                throw new InvalidInputException(
                        file + " cannot have " + extent + " voxels along an axis; a NIfTI-1 file" + " has "
                                + LARGEST_EXTENT + " at most: cut the volume, or resample it");
            }
            header.putShort(NiftiHeader.DIMENSIONS_AT + Short.BYTES * dimension, (short) extent);
        }
        header.putShort(NiftiHeader.TYPE_AT, (short) type.code());
        header.putShort(BITS_AT, (short) (Byte.SIZE * type.bytes()));
        header.putFloat(NiftiHeader.OFFSET_AT, NiftiHeader.FIRST_OFFSET);
        header.putFloat(NiftiHeader.SLOPE_AT, 1);
        header.put(NiftiHeader.UNITS_AT, MILLIMETRES);
        NiftiAffine.write(grid, header);
        header.put(NiftiHeader.MAGIC_AT, NiftiHeader.MAGIC.getBytes(StandardCharsets.ISO_8859_1));
        return header;
    }
}
