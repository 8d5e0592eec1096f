package io.lorkd.model.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/** Checks a PNG's chunks, from the header to the end mark, since Java's decoder ignores their checksums. */
final class PngChunks {

    static final int SIGNATURE_LENGTH = 8;

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final int TYPE_LENGTH = 4;

    private PngChunks() {}

    static boolean hasSignature(byte[] start) {
        return start.length >= SIGNATURE_LENGTH
                && Arrays.equals(start, 0, SIGNATURE_LENGTH, SIGNATURE, 0, SIGNATURE_LENGTH);
    }

    /** What is wrong with the chunks, if anything. */
    static Optional<String> check(byte[] png) {
        ByteBuffer in = ByteBuffer.wrap(png).position(SIGNATURE_LENGTH);
        while (in.remaining() >= Integer.BYTES + TYPE_LENGTH) {
            int start = in.position();
            long length = in.getInt() & 0xFFFFFFFFL;
            String type = new String(png, in.position(), TYPE_LENGTH, StandardCharsets.ISO_8859_1);
            if (length + TYPE_LENGTH + Integer.BYTES > in.remaining()) {
                return Optional.of("it ends inside the chunk at byte " + start);
            }
            CRC32 crc = new CRC32();
            crc.update(png, in.position(), TYPE_LENGTH + (int) length);
            in.position(in.position() + TYPE_LENGTH + (int) length);
            if (in.getInt() != (int) crc.getValue()) {
                return Optional.of("the checksum of the chunk at byte " + start + " is wrong");
            }
            if (type.equals("IEND")) {
                return Optional.empty();
            }
        }
        return Optional.of("it ends without its end mark");
    }
}
