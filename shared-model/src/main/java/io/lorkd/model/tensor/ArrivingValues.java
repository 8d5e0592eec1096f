package io.lorkd.model.tensor;

import java.nio.ByteBuffer;

/**
 * Looks at the values of a backbone file while its bytes arrive and are in a core's cache anyway, so that the file need not be
 * read again. It can only say that it has seen them all and that they are finite; where it cannot, the file is looked at.
 * Made by {@link BackboneManifest#arriving}; not for several threads at once.
 */
public final class ArrivingValues {
    private static final int BLOCK_ELEMENTS = 8 << 10;

    private final long dataStart;
    private final long end;
    private final FiniteBits bits = new FiniteBits(BLOCK_ELEMENTS);
    private long next;
    private boolean finite;

    /**
     * @param dataStart where the F32 values begin, which fill the file up to its end
     * @param end the file's length in bytes
     */
    ArrivingValues(long dataStart, long end) {
        this.dataStart = dataStart;
        this.end = end;
    }

    /** Takes the next bytes; those from position 0 begin the file anew. */
    public void take(long position, ByteBuffer bytes) {
        if (position == 0) {
            next = 0;
            finite = true;
        }
        finite = finite && position == next && areFinite(bytes);
        next = position + bytes.remaining();
    }

    private boolean areFinite(ByteBuffer bytes) {
        int header = (int) Math.min(bytes.remaining(), Math.max(0, dataStart - next));
        ByteBuffer values = bytes.duplicate();
        values.position(values.position() + header);
        boolean aligned = (next + header - dataStart) % Float.BYTES == 0 && values.remaining() % Float.BYTES == 0;
        // Bytes that split a value are left to a look at the file.
        return values.remaining() == 0 || (aligned && bits.areFinite(values));
    }

    /** Whether the whole file has passed by and nothing in it, read as the manifest has it, is NaN or infinite. */
    boolean allFinite() {
        return finite && next == end;
    }
}
