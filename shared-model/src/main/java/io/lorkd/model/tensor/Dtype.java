package io.lorkd.model.tensor;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
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

    /** Takes the next elements from a little-endian buffer. Every readable type fits a double exactly. */
    void take(ByteBuffer from, double[] into, int offset, int count) {
        int end = offset + count;
        switch (this) {
            case F64 -> from.asDoubleBuffer().get(into, offset, count);
            case F32 -> {
                FloatBuffer floats = from.asFloatBuffer();
                for (int i = offset; i < end; i++) {
                    into[i] = floats.get();
                }
            }
            case BF16 -> {
                ShortBuffer shorts = from.asShortBuffer();
                for (int i = offset; i < end; i++) {
                    into[i] = Float.intBitsToFloat(shorts.get() << 16);
                }
            }
            case F16 -> {
                ShortBuffer shorts = from.asShortBuffer();
                for (int i = offset; i < end; i++) {
                    into[i] = half(shorts.get());
                }
            }
            default -> throw new IllegalStateException(this + " is not a floating-point type");
        }
        from.position(from.position() + count * bytes);
    }

    /** As {@link #take(ByteBuffer, double[], int, int)}, rounded to single precision. */
    void take(ByteBuffer from, float[] into, int offset, int count) {
        if (this == F32) {
            from.asFloatBuffer().get(into, offset, count);
            from.position(from.position() + count * bytes);
        } else {
            double[] wide = new double[count];
            take(from, wide, 0, count);
            put(wide, into, offset);
        }
    }

    private static void put(double[] wide, float[] into, int offset) {
        for (int i = 0; i < wide.length; i++) {
            into[offset + i] = (float) wide[i];
        }
    }

    /** Puts elements of a writable type into a little-endian buffer. */
    void put(double[] values, int offset, int count, ByteBuffer into) {
        if (this == F32) {
            FloatBuffer floats = into.asFloatBuffer();
            for (int i = offset; i < offset + count; i++) {
                floats.put((float) values[i]);
            }
        } else {
            into.asDoubleBuffer().put(values, offset, count);
        }
        into.position(into.position() + count * bytes);
    }

    /** As {@link #put(double[], int, int, ByteBuffer)}. */
    void put(float[] values, int offset, int count, ByteBuffer into) {
        if (this == F32) {
            into.asFloatBuffer().put(values, offset, count);
        } else {
            DoubleBuffer doubles = into.asDoubleBuffer();
            for (int i = offset; i < offset + count; i++) {
                doubles.put(values[i]);
            }
        }
        into.position(into.position() + count * bytes);
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
