package io.lorkd.model.tensor;

import io.lorkd.model.InvalidInputException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The canonical form of files whose tensors are all of one type: behind a header that is the same in each of them, the
 * elements of all tensors follow one another as one run. So hundreds of files can be walked side by side in large reads, and
 * none of them needs a header in memory. A form and its files are for one thread, as they share the block that is read into.
 */
public final class FlatForm {
    private static final int BLOCK_BYTES = 256 << 10;

    private final List<TensorInfo> tensors;
    private final Dtype dtype;
    private final byte[] header;
    private final long elements;
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private FlatForm(List<TensorInfo> tensors, Dtype dtype) {
        this.tensors = tensors;
        this.dtype = dtype;
        this.header = Header.canonical(tensors, Map.of());
        this.elements = Header.dataBytes(tensors) / dtype.bytes();
    }

    /**
     * @param tensors in the order of the file; at least one
     * @throws IllegalArgumentException when there is none, or they are not of one type that can be written
     */
    public static FlatForm of(List<TensorInfo> tensors) {
        List<Dtype> dtypes = tensors.stream().map(TensorInfo::dtype).distinct().toList();
        if (dtypes.size() != 1 || !dtypes.get(0).isWritable()) {
            throw new IllegalArgumentException("tensors of types " + dtypes + "; expected all F32 or all F64");
        }
        return new FlatForm(List.copyOf(tensors), dtypes.get(0));
    }

    /** Of all tensors together. */
    public long elements() {
        return elements;
    }

    public Dtype dtype() {
        return dtype;
    }

    /** Says which element of which tensor an element of the run is, for a message. */
    public String place(long element) {
        long first = 0;
        for (TensorInfo tensor : tensors) {
            if (element < first + tensor.elements()) {
                return "element " + (element - first) + " of " + tensor.name();
            }
            first += tensor.elements();
        }
        throw new IndexOutOfBoundsException("element " + element + " of " + elements);
    }

    /**
     * Opens a file and checks that its header and length are this form's.
     *
     * @throws InvalidInputException when it is not there, cannot be read or is of another form
     */
    public FlatFile open(Path file) {
        FlatFile open = new FlatFile(this, file);
        boolean sound = false;
        try {
            open.check(header, header.length + elements * dtype.bytes());
            sound = true;
            return open;
        } catch (IOException e) {
            throw new InvalidInputException(file + " cannot be read: " + e, e);
        } finally {
            if (!sound) {
                open.close();
            }
        }
    }

    long position(long element) {
        return header.length + element * dtype.bytes();
    }

    ByteBuffer block() {
        return block.clear();
    }
}
