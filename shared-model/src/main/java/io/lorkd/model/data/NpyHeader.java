package io.lorkd.model.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a NumPy array file, versions 1 to 3.
 *
 * @param type NumPy's name of the element type, such as {@code |u1}
 * @param columnMajor whether the first index runs fastest
 * @param length the header's own length in bytes
 */
record NpyHeader(String type, boolean columnMajor, List<Long> shape, int length) {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int PREAMBLE = MAGIC.length + 2;
    private static final int LONGEST = 1 << 16;

    private static final Pattern TYPE = Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)['\"]");
    private static final Pattern ORDER = Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([0-9L,\\s]*)\\)");

    /** @throws IOException if this is no such header; the message says what was found */
    static NpyHeader read(InputStream in) throws IOException {
        byte[] preamble = exactly(in, PREAMBLE);
        if (!Arrays.equals(preamble, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("it does not begin like a NumPy array");
        }
        int version = preamble[MAGIC.length];
        if (version < 1 || version > 3) {
            throw new IOException("its NumPy format version is " + version + ", not 1, 2 or 3");
        }
        int lengthBytes = version == 1 ? Short.BYTES : Integer.BYTES;
        byte[] padded = Arrays.copyOf(exactly(in, lengthBytes), Integer.BYTES);
        int length = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("its header claims " + Integer.toUnsignedString(length) + " bytes");
        }
        String text = new String(exactly(in, length), StandardCharsets.UTF_8).strip();
        return new NpyHeader(
                find(TYPE, text),
                find(ORDER, text).equals("True"),
                shape(find(SHAPE, text), text),
                PREAMBLE + lengthBytes + length);
    }

    /** How many elements an array of this shape has. */
    long elements() throws IOException {
        try {
            return shape.stream().reduce(1L, Math::multiplyExact);
        } catch (ArithmeticException e) {
            throw new IOException("its shape " + shape + " has more elements than can be counted", e);
        }
    }

    static byte[] exactly(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("it ends " + (count - bytes.length) + " bytes too early");
        }
        return bytes;
    }

    private static String find(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("its header is not understood: " + excerpt(text));
        }
        return matcher.group(1);
    }

    private static List<Long> shape(String extents, String text) throws IOException {
        try {
            return Arrays.stream(extents.split(","))
                    .map(String::strip)
                    .filter(extent -> !extent.isEmpty())
                    .map(extent ->
                            Long.parseLong(extent.endsWith("L") ? extent.substring(0, extent.length() - 1) : extent))
                    .toList();
        } catch (NumberFormatException e) {
            throw new IOException("its shape is not understood: " + excerpt(text), e);
        }
    }

    private static String excerpt(String text) {
        return text.length() > 120 ? text.substring(0, 120) + "..." : text;
    }
}
