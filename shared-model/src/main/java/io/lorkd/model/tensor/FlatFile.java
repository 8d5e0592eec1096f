package io.lorkd.model.tensor;

import io.lorkd.model.InvalidInputException;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** A file of a {@link FlatForm}, open for reading at any place. In memory it is its path and, at most, a handle. */
public final class FlatFile implements Closeable {
    private final FlatForm form;
    private final Path file;
    private FileChannel channel;

    FlatFile(FlatForm form, Path file) {
        this.form = form;
        this.file = file;
    }

    void check(byte[] header, long bytes) throws IOException {
        open();
        ByteBuffer found = ByteBuffer.allocate(header.length);
        while (found.hasRemaining() && channel.read(found, found.position()) >= 0) {
            continue;
        }
        if (channel.size() != bytes || !found.flip().equals(ByteBuffer.wrap(header))) {
            throw new InvalidInputException(file + " of " + channel.size()
                    + " bytes is not in the canonical form that was expected, which has " + bytes);
        }
    }

    /**
     * Reads a run of elements.
     *
     * @param first counted over all tensors, in the order of the file
     * @param into where they go, from 0 on
     * @throws InvalidInputException when the file has become shorter
     * @throws UncheckedIOException when it cannot be read
     */
    public void read(long first, double[] into, int count) {
        Objects.checkFromIndexSize(first, count, form.elements());
        int largest = form.block().capacity() / form.dtype().bytes();
        try {
            open();
            for (int done = 0; done < count; ) {
                int next = Math.min(count - done, largest);
                ByteBuffer block = fill(first + done, next);
                form.dtype().take(block, into, done, next);
                done += next;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private ByteBuffer fill(long first, int count) throws IOException {
        ByteBuffer block = form.block().limit(count * form.dtype().bytes());
        long position = form.position(first);
        while (block.hasRemaining()) {
            if (channel.read(block, position + block.position()) < 0) {
                throw new InvalidInputException(file + " became shorter while it was read");
            }
        }
        return block.flip();
    }

    /** Gives the handle back to the system; the next read takes another. */
    public void release() {
        close();
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
                channel = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open() throws IOException {
        if (channel == null) {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        }
    }
}
