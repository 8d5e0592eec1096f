package io.lorkd.model.tensor;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes a safetensors file as a stream: the tensors are declared at the start, then their values follow in that order.
 * The file appears under its name only when it is complete and on the disk; until then it has a name of its own beside
 * it, and closing early removes that.
 */
public final class TensorFileWriter implements Closeable {

    private static final int BLOCK_BYTES = 256 << 10;

    private final Path target;
    private final Path temporary;
    private final List<TensorInfo> tensors;
    private final FileChannel channel;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int current;

    /** Of the current tensor; multiplying its shape out for each value would cost more than writing it. */
    private long elements;

    private long written;
    private boolean finished;

    private TensorFileWriter(Path target, Path temporary, List<TensorInfo> tensors, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.tensors = tensors;
        this.channel = channel;
        this.elements = elementsOfCurrent();
    }

    /**
     * @param tensors of type F32 or F64, in the order in which their values will come
     * @param metadata free text; with none the file is canonical and has no {@code __metadata__}
     * @throws UncheckedIOException when the folder is not there or the file cannot be written
     */
    public static TensorFileWriter create(Path target, List<TensorInfo> tensors, Map<String, String> metadata) {
        for (TensorInfo tensor : tensors) {
            if (!tensor.dtype().isWritable()) {
                throw new IllegalArgumentException(tensor + ": only F32 and F64 are written");
            }
        }
        byte[] header = Header.canonical(tensors, metadata);
        Path temporary = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        TensorFileWriter writer;
        try {
            FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            writer = new TensorFileWriter(target, temporary, List.copyOf(tensors), channel);
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
        boolean begun = false;
        try {
            writer.drain(ByteBuffer.wrap(header));
            begun = true;
            return writer;
        } finally {
            if (!begun) {
                writer.close();
            }
        }
    }

    /** The next values in declared order; they may end inside a tensor or run on into the next ones. */
    public void write(double[] values, int offset, int count) {
        for (int done = 0; done < count; ) {
            int next = room(count - done);
            tensors.get(current).dtype().put(values, offset + done, next, block);
            written += next;
            done += next;
        }
    }

    /** As {@link #write(double[], int, int)}. */
    public void write(float[] values, int offset, int count) {
        for (int done = 0; done < count; ) {
            int next = room(count - done);
            tensors.get(current).dtype().put(values, offset + done, next, block);
            written += next;
            done += next;
        }
    }

    /**
     * Ends the file: forces it to the disk and gives it its name, in place of a file that had it.
     *
     * @return the file's path
     * @throws IllegalStateException when values are missing
     */
    public Path finish() {
        skipFullTensors();
        if (finished || current < tensors.size()) {
            throw new IllegalStateException(target + (finished ? " is finished" : " is not complete: " + state()));
        }
        try {
            drain(block.flip());
            channel.force(true);
            channel.close();
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder(target.toAbsolutePath().getParent());
            finished = true;
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
        return target;
    }

    /** Without {@link #finish()} before it, leaves nothing behind. */
    @Override
    public void close() {
        if (finished) {
            return;
        }
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + temporary, e);
        }
    }

    /** How many of so many values fit the block and the current tensor; at least one. */
    private int room(int count) {
        skipFullTensors();
        if (current == tensors.size()) {
            throw new IllegalStateException(target + ": more values than its tensors hold");
        }
        if (block.remaining() < Double.BYTES) {
            drain(block.flip());
            block.clear();
        }
        int fitting = block.remaining() / tensors.get(current).dtype().bytes();
        return (int) Math.min(Math.min(count, fitting), elements - written);
    }

    private void skipFullTensors() {
        while (current < tensors.size() && written == elements) {
            current++;
            elements = elementsOfCurrent();
            written = 0;
        }
    }

    private long elementsOfCurrent() {
        return current < tensors.size() ? tensors.get(current).elements() : 0;
    }

    private String state() {
        TensorInfo tensor = tensors.get(current);
        return tensor.name() + " has " + written + " of " + elements + " values";
    }

    private void drain(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
    }

    /** A renamed file is durable only when its folder is. */
    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static UncheckedIOException cannotWrite(Path target, IOException cause) {
        return new UncheckedIOException("cannot write " + target + ": " + cause, cause);
    }
}
