package io.lorkd.model.volume;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** How a voxel is stored in a NIfTI-1 file: the format's integer and real types, under its own names and codes. */
enum NiftiType {
    UINT8(2, 1, in -> in.get() & 0xFF),
    INT16(4, 2, ByteBuffer::getShort),
    INT32(8, 4, ByteBuffer::getInt),
    FLOAT32(16, 4, ByteBuffer::getFloat),
    FLOAT64(64, 8, ByteBuffer::getDouble),
    INT8(256, 1, ByteBuffer::get),
    UINT16(512, 2, in -> in.getShort() & 0xFFFF),
    UINT32(768, 4, in -> in.getInt() & 0xFFFF_FFFFL),
    INT64(1024, 8, ByteBuffer::getLong),
    UINT64(1280, 8, in -> unsigned(in.getLong()));

    private static final double TWO_TO_63 = 0x1p63;

    private final int code;
    private final int bytes;
    private final ToDoubleFunction<ByteBuffer> next;

    NiftiType(int code, int bytes, ToDoubleFunction<ByteBuffer> next) {
        this.code = code;
        this.bytes = bytes;
        this.next = next;
    }

    static Optional<NiftiType> of(int code) {
        return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }

    int code() {
        return code;
    }

    /** Of one voxel. */
    int bytes() {
        return bytes;
    }

    /** Takes the next voxels from a buffer, which has the file's byte order. */
    void decode(ByteBuffer from, double[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = next.applyAsDouble(from);
        }
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : (bits & Long.MAX_VALUE) + TWO_TO_63;
    }
}
