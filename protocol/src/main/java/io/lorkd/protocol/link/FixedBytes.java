package io.lorkd.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

import java.nio.ByteBuffer;

/**
 * Bytes that nobody changes any more. The event bus copies a buffer for whoever receives it, since both could write to it,
 * but not one that cannot be written to; at each end of a transfer that was most of what a chunk cost beside its encryption.
 */
public final class FixedBytes {
    private FixedBytes() {}

    /** The array itself, which must not change from now on. */
    public static Buffer of(byte[] bytes) {
        return fixed(Unpooled.wrappedBuffer(bytes));
    }

    /** A part of a buffer, which must not change from now on. */
    public static Buffer part(Buffer whole, int from, int length) {
        return fixed(((BufferInternal) whole).getByteBuf().slice(from, length));
    }

    /**
     * The bytes of a buffer where they lie, for whoever reads them only: a digest of bytes that cannot be written to would copy
     * them first.
     */
    public static ByteBuffer view(Buffer buffer) {
        ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
        int from = bytes.readerIndex();
        int length = bytes.readableBytes();
        // What cannot be written to has one or two wraps of the same extent around what can.
        while (bytes.isReadOnly() && bytes.unwrap() != null) {
            bytes = bytes.unwrap();
        }
        return bytes.nioBuffer(from, length);
    }

    private static Buffer fixed(ByteBuf bytes) {
        return BufferInternal.buffer(bytes.asReadOnly());
    }
}
