package io.lorkd.model.volume;

import io.lorkd.model.InvalidInputException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the 348 bytes at the start of a NIfTI-1 file say. Source of the layout: nifti1.h of the NIfTI-1.1 standard.
 *
 * @param offset where the voxels begin in the (decompressed) file
 * @param slope a voxel's value is {@code slope * stored + intercept}
 */
record NiftiHeader(Grid grid, NiftiType type, ByteOrder order, long offset, double slope, double intercept) {

    static final int BYTES = 348;

    /** Four bytes behind the header say whether extensions follow; the voxels begin no earlier than after these. */
    static final int FIRST_OFFSET = 352;

    static final String MAGIC = "n+1\0";

    static final int DIMENSIONS_AT = 40;
    static final int TYPE_AT = 70;
    static final int OFFSET_AT = 108;
    static final int SLOPE_AT = 112;
    static final int INTERCEPT_AT = 116;
    static final int UNITS_AT = 123;
    static final int MAGIC_AT = 344;

    private static final String PAIR_MAGIC = "ni1\0";
    private static final int NIFTI_2_BYTES = 540;
    private static final int AXES = 3;
    private static final int MOST_DIMENSIONS = 7;

    /** Java's arrays end a little before the largest index. */
    private static final int MOST_VOXELS = Integer.MAX_VALUE - 8;

    /** @throws InvalidInputException if the bytes are no such header, or one of a file that is not read here */
    static NiftiHeader parse(byte[] bytes, Path file) {
        ByteBuffer header = ByteBuffer.wrap(bytes).order(order(bytes, file));
        requireSingleFile(bytes, file);
        int[] extents = extents(header, file);
        int code = header.getShort(TYPE_AT);
        NiftiType type = NiftiType.of(code)
                .orElseThrow(() -> new InvalidInputException(file + " stores its voxels as NIfTI type " + code
                        + "; whole and real numbers are read (types "
                        + Arrays.stream(NiftiType.values())
                                .map(each -> Integer.toString(each.code()))
                                .collect(Collectors.joining(", "))
                        + "), colours, bits and complex numbers are not: convert it"));
        Affine affine = NiftiAffine.read(header, extents, file);
        // A slope of 0 means none by the standard; that a written NaN does, too, is nibabel's convention.
        double slope = header.getFloat(SLOPE_AT);
        boolean scaled = slope != 0 && Double.isFinite(slope);
        double intercept = scaled ? header.getFloat(INTERCEPT_AT) : 0;
        if (!Double.isFinite(intercept)) {
            throw new InvalidInputException(
                    file + " adds " + intercept + " to every voxel (scl_inter in its header): write the file again");
        }
        return new NiftiHeader(
                new Grid(extents[0], extents[1], extents[2], affine),
                type,
                header.order(),
                offset(header, file),
                scaled ? slope : 1,
                intercept);
    }

    /** Of all voxels, in bytes. */
    long bytes() {
        return (long) grid.voxels() * type.bytes();
    }

    private static ByteOrder order(byte[] bytes, Path file) {
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (length == BYTES) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        if (Integer.reverseBytes(length) == BYTES) {
            return ByteOrder.BIG_ENDIAN;
        }
        if (length == NIFTI_2_BYTES || Integer.reverseBytes(length) == NIFTI_2_BYTES) {
            throw new InvalidInputException(
                    file + " is a NIfTI-2 file; NIfTI-1 is read: convert it (nifti_tool, nibabel and FSL do)");
        }
        throw new InvalidInputException(file + " does not begin like a NIfTI-1 file (its first number is " + length
                + ", not " + BYTES + "): it is another kind of file, or damaged");
    }

    private static void requireSingleFile(byte[] bytes, Path file) {
        String magic = new String(bytes, MAGIC_AT, MAGIC.length(), StandardCharsets.ISO_8859_1);
        if (magic.equals(PAIR_MAGIC)) {
            throw new InvalidInputException(file + " is the header of a NIfTI pair (.hdr and .img); single files (.nii"
                    + " or .nii.gz) are read: convert it (nibabel does, and FSL's fslchfiletype NIFTI_GZ)");
        }
        if (!magic.equals(MAGIC)) {
            throw new InvalidInputException(file + " lacks the mark of a NIfTI-1 file: \"n+1\" was expected at byte "
                    + MAGIC_AT + "; an Analyze 7.5 file has none, and does not say where left is: convert it");
        }
    }

    /** Along x, y and z; further axes are there in name only. */
    private static int[] extents(ByteBuffer header, Path file) {
        int dimensions = header.getShort(DIMENSIONS_AT);
        if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
            throw new InvalidInputException(file + " claims " + dimensions
                    + " dimensions; a NIfTI-1 file has 1 to 7: it is damaged, fetch or write it again");
        }
        int[] given = IntStream.rangeClosed(1, dimensions)
                .map(at -> header.getShort(DIMENSIONS_AT + Short.BYTES * at))
                .toArray();
        String text = Arrays.stream(given).mapToObj(Integer::toString).collect(Collectors.joining(" x "));
        if (Arrays.stream(given).anyMatch(extent -> extent < 1)) {
            throw new InvalidInputException(
                    file + " claims " + text + " voxels: every extent is 1 at least; fetch or write it again");
        }
        int[] extents = Arrays.copyOf(given, Math.max(given.length, AXES));
        Arrays.fill(extents, given.length, extents.length, 1);
        if (given.length < 2 || Arrays.stream(extents).skip(AXES).anyMatch(extent -> extent > 1)) {
            throw new InvalidInputException(file + " has " + text + " voxels; a slice or a volume is read (x, y and z,"
                    + " and one frame at most): take it apart into one file for each frame or channel");
        }
        if ((long) extents[0] * extents[1] * extents[2] > MOST_VOXELS) {
            throw new InvalidInputException(file + " claims " + text + " voxels, more than the " + MOST_VOXELS
                    + " that are read: cut it, or resample it");
        }
        return extents;
    }

    private static long offset(ByteBuffer header, Path file) {
        float offset = header.getFloat(OFFSET_AT);
        if (offset == 0) {
            return FIRST_OFFSET;
        }
        if (!(offset >= FIRST_OFFSET && offset <= Integer.MAX_VALUE) || offset != Math.rint(offset)) {
            throw new InvalidInputException(file + " says that its voxels begin at byte " + offset
                    + "; that is a whole number, and at least " + FIRST_OFFSET + ": fetch or write it again");
        }
        return (long) offset;
    }
}
