package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.link.FixedBytes;
import io.vertx.core.buffer.Buffer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a frame's bytes from first to last, and never beyond. */
final class FrameReader {
    private final Buffer bytes;
    private int position;

    FrameReader(Buffer bytes) {
        this.bytes = bytes;
    }

    byte oneByte(String what) {
        return bytes.getByte(advance(1, what));
    }

    short twoBytes(String what) {
        return bytes.getShort(advance(2, what));
    }

    int fourBytes(String what) {
        return bytes.getInt(advance(4, what));
    }

    long eightBytes(String what) {
        return bytes.getLong(advance(8, what));
    }

    /** Shares the frame's memory, which nobody else writes to: it is handed on without a copy. */
    Buffer bytes(int length, String what) {
        int from = advance(length, what);
        return FixedBytes.part(bytes, from, length);
    }

    /** Text that can stand in a log as it is. */
    String ascii(int length, String what) {
        int from = advance(length, what);
        for (int i = from; i < position; i++) {
            byte found = bytes.getByte(i);
            require(FrameCodec.isPlain(found), what + "'s character", found, "ASCII that is printed");
        }
        return bytes.getString(from, position, StandardCharsets.US_ASCII.name());
    }

    String utf8(int length, String what) {
        int from = advance(length, what);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(from, from + length)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedFrameException(what + " at byte " + from + " is not text in UTF-8");
        }
    }

    private int advance(int length, String what) {
        if (length > bytes.length() - position) {
            throw new MalformedFrameException("the frame ends at byte " + bytes.length() + "; expected " + what + " of "
                    + length + " bytes at " + position);
        }
        int from = position;
        position += length;
        return from;
    }

    void end() {
        require(position == bytes.length(), "bytes after the frame", bytes.length() - position, "none");
    }

    void require(boolean holds, String what, long found, String expected) {
        if (!holds) {
            throw problem(what, found, expected);
        }
    }

    MalformedFrameException problem(String what, long found, String expected) {
        return new MalformedFrameException(
                what + ": found " + found + " before byte " + position + "; expected " + expected);
    }
}
