package io.lorkd.model.tensor;

import io.lorkd.model.InvalidInputException;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A safetensors file, open for reading at any place. Only the header and one small block are ever in memory, so files
 * may be larger than the heap. Methods may be called from several threads.
 */
public final class TensorFile implements Closeable {

    private static final int BLOCK_BYTES = 64 << 10;

    private final Path file;
    private final FileChannel channel;
    private final Header header;
    private final Map<String, Integer> positions = new HashMap<>();

    private TensorFile(Path file, FileChannel channel, Header header) {
        this.file = file;
        this.channel = channel;
        this.header = header;
        for (int i = 0; i < header.tensors().size(); i++) {
            positions.put(header.tensors().get(i).name(), i);
        }
    }

    /**
     * Opens the file and checks that its header is sound: known types, shapes that fit their offsets, no gap, no
     * overlap, nothing missing and nothing behind the last tensor.
     *
     * @throws InvalidInputException when the file is not there, cannot be opened, or is not such a file
     */
    public static TensorFile open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(file + (Files.exists(file) ? " is not a file" : " does not exist")
                    + "; expected a safetensors file");
        }
        FileChannel channel = null;
        boolean opened = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            TensorFile tensorFile = new TensorFile(file, channel, new HeaderReader(file, channel).read());
            opened = true;
            return tensorFile;
        } catch (IOException e) {
            throw new InvalidInputException(file + " cannot be read: " + e, e);
        } finally {
            if (!opened && channel != null) {
                closeQuietly(channel);
            }
        }
    }

    public Path file() {
        return file;
    }

    /** In the order of their data. */
    public List<TensorInfo> tensors() {
        return header.tensors();
    }

    /** What the file says of itself; empty where it says nothing. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    public Optional<TensorInfo> find(String name) {
        return Optional.ofNullable(positions.get(name)).map(header.tensors()::get);
    }

    /** @throws InvalidInputException when the file holds no tensor of that name */
    public TensorInfo tensor(String name) {
        return find(name)
                .orElseThrow(() -> new InvalidInputException(file + " holds no tensor named " + Header.quoted(name)
                        + "; it holds " + header.tensors().size() + " others"));
    }

    /**
     * Reads a run of elements, of any floating-point type, in row-major order.
     *
     * @param into where they go, from {@code offset} on
     * @throws InvalidInputException when the tensor holds integers, or the file has become shorter
     */
    public void read(TensorInfo tensor, long firstElement, double[] into, int offset, int count) {
        Blocks blocks = new Blocks(tensor, firstElement, count);
        for (int done = 0; done < count; ) {
            int next = blocks.next();
            tensor.dtype().take(blocks.block, into, offset + done, next);
            done += next;
        }
    }

    /** As {@link #read(TensorInfo, long, double[], int, int)}, rounded to single precision. */
    public void read(TensorInfo tensor, long firstElement, float[] into, int offset, int count) {
        Blocks blocks = new Blocks(tensor, firstElement, count);
        for (int done = 0; done < count; ) {
            int next = blocks.next();
            tensor.dtype().take(blocks.block, into, offset + done, next);
            done += next;
        }
    }

    /** Whether no element is NaN or infinite: at the speed of memory for F32, which updates are. */
    boolean isFinite(TensorInfo tensor) {
        return tensor.dtype() == Dtype.F32 ? isFiniteF32(tensor) : isFiniteAsDoubles(tensor);
    }

    private boolean isFiniteF32(TensorInfo tensor) {
        long all = tensor.bytes();
        long start = start(tensor);
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, all)).order(ByteOrder.LITTLE_ENDIAN);
        FiniteBits bits = new FiniteBits(bytes.capacity() / Float.BYTES);
        for (long done = 0; done < all; done += bytes.limit()) {
            bytes.clear().limit((int) Math.min(bytes.capacity(), all - done));
            fill(bytes, start + done);
            if (!bits.areFinite(bytes.flip())) {
                return false;
            }
        }
        return true;
    }

    private boolean isFiniteAsDoubles(TensorInfo tensor) {
        double[] block = new double[BLOCK_BYTES / Double.BYTES];
        for (long first = 0; first < tensor.elements(); first += block.length) {
            int count = (int) Math.min(block.length, tensor.elements() - first);
            read(tensor, first, block, 0, count);
            for (int i = 0; i < count; i++) {
                if (!Double.isFinite(block[i])) {
                    return false;
                }
            }
        }
        return true;
    }

    /** A whole tensor, row-major, rounded to single precision where it is wider. */
    public float[] floats(String name) {
        TensorInfo tensor = tensor(name);
        float[] values = new float[lengthOfArray(tensor)];
        read(tensor, 0, values, 0, values.length);
        return values;
    }

    /** A whole tensor, row-major. */
    public double[] doubles(String name) {
        TensorInfo tensor = tensor(name);
        double[] values = new double[lengthOfArray(tensor)];
        read(tensor, 0, values, 0, values.length);
        return values;
    }

    /** A copy of a whole tensor's bytes, little-endian, of any type. */
    public ByteBuffer bytes(TensorInfo tensor) {
        if (tensor.bytes() > Integer.MAX_VALUE - 8) {
            throw tooLarge(tensor);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        fill(bytes, start(tensor));
        return bytes.flip();
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private int lengthOfArray(TensorInfo tensor) {
        if (tensor.elements() > Integer.MAX_VALUE - 8) {
            throw tooLarge(tensor);
        }
        return (int) tensor.elements();
    }

    private InvalidInputException tooLarge(TensorInfo tensor) {
        return new InvalidInputException(file + ": the tensor " + Header.quoted(tensor.name()) + " of shape "
                + tensor.shape() + " does not fit one array; read it in parts");
    }

    private long start(TensorInfo tensor) {
        Integer position = positions.get(tensor.name());
        if (position == null || !header.tensors().get(position).equals(tensor)) {
            throw new IllegalArgumentException(file + " does not hold " + tensor);
        }
        return header.dataStart() + header.begins().get(position);
    }

    private void fill(ByteBuffer block, long position) {
        int from = block.position();
        try {
            while (block.hasRemaining()) {
                if (channel.read(block, position + block.position() - from) < 0) {
                    throw new InvalidInputException(file + " became shorter while it was read");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Walks over elements, a block at a time. */
    private final class Blocks {
        private final Dtype dtype;
        private final ByteBuffer block;
        private long position;
        private long left;

        Blocks(TensorInfo tensor, long firstElement, int count) {
            if (firstElement < 0 || count < 0 || firstElement > tensor.elements() - count) {
                throw new IndexOutOfBoundsException(
                        count + " elements from " + firstElement + " of " + tensor + " in " + file);
            }
            dtype = tensor.dtype();
            if (!dtype.isReadable()) {
                throw new InvalidInputException(file + ": the tensor " + Header.quoted(tensor.name()) + " is of type "
                        + dtype + "; expected a floating-point type");
            }
            position = start(tensor) + firstElement * dtype.bytes();
            left = (long) count * dtype.bytes();
            block = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, left)).order(ByteOrder.LITTLE_ENDIAN);
        }

        /** Reads the next block. Returns how many elements are in it. */
        int next() {
            block.clear().limit((int) Math.min(block.capacity(), left));
            int length = block.limit();
            fill(block, position);
            block.flip();
            position += length;
            left -= length;
            return length / dtype.bytes();
        }
    }
}
