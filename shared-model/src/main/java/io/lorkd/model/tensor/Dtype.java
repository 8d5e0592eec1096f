package io.lorkd.model.tensor;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The element types of the safetensors format. Lorkd writes F32 and F64 and can read every floating-point one. */
public enum Dtype {
    BOOL(1),
    U8(1),
    I8(1),
    F8_E5M2(1),
    F8_E4M3(1),
    U16(2),
    I16(2),
    F16(2),
    BF16(2),
    U32(4),
    I32(4),
    F32(4),
    U64(8),
    I64(8),
    F64(8);

    private final int bytes;

    Dtype(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes per element. */
    public int bytes() {
        return bytes;
    }

    /** Whether {@link TensorFile} gives its elements as numbers; the others are only carried as bytes. */
    public boolean isReadable() {
        return this == F16 || this == BF16 || this == F32 || this == F64;
    }

    boolean isWritable() {
        return this == F32 || this == F64;
    }

    static Optional<Dtype> named(String name) {
        return Arrays.stream(values())
                .filter(dtype -> dtype.name().equals(name))
                .findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(Dtype::name).collect(Collectors.joining(", "));
    }

    /** Takes the next element from a little-endian buffer. Every readable type fits a double exactly. */
    double next(ByteBuffer from) {
        return switch (this) {
            case F64 -> from.getDouble();
            case F32 -> from.getFloat();
            case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
            case F16 -> half(from.getShort());
            default -> throw new IllegalStateException(this + " is not a floating-point type");
        };
    }

    void put(double value, ByteBuffer into) {
        if (this == F32) {
            into.putFloat((float) value);
        } else {
            into.putDouble(value);
        }
    }

    /** IEEE 754 binary16; the JDK's own conversion came with Java 20. */
    private static double half(short bits) {
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude;
        if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            magnitude = fraction * 0x1p-24;
        } else {
            magnitude = Math.scalb(fraction + 0x400, exponent - 25);
        }
        return bits < 0 ? -magnitude : magnitude;
    }
}
