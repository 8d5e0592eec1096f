package io.lorkd.protocol.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * What has arrived of a file, beside its target. It grows in order, so its length says where to go on, and its digest is
 * known as it grows. All methods block, and must not run at the same time.
 */
final class PartFile implements Closeable {
    private static final int BUFFER_BYTES = 256 * 1024;

    /** So the disk works while bytes arrive, and not only after the last: else all wait for it who pull at the same time. */
    private static final long FORCED_AT_ONCE = 32 << 20;

    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private MessageDigest digest = Sha256.newDigest();
    private long length;
    private long forced;

    private PartFile(Path target, Path part, FileChannel channel) {
        this.target = target;
        this.part = part;
        this.channel = channel;
    }

    /** Opens what an earlier pull has left, or an empty file. */
    static PartFile open(Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Path part = target.resolveSibling(target.getFileName() + ".part");
        FileChannel channel =
                FileChannel.open(part, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        PartFile file = new PartFile(target, part, channel);
        try {
            file.readThrough();
            return file;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void readThrough() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (channel.read(buffer) >= 0) {
            length += buffer.flip().remaining();
            digest.update(buffer);
            buffer.clear();
        }
    }

    long length() {
        return length;
    }

    void append(ByteBuffer bytes) throws IOException {
        ByteBuffer left = bytes.duplicate();
        long end = length + bytes.remaining();
        while (left.hasRemaining()) {
            channel.write(left, end - left.remaining());
        }
        digest.update(bytes.duplicate());
        length = end;
        if (length - forced >= FORCED_AT_ONCE) {
            channel.force(false);
            forced = length;
        }
    }

    /** Forgets everything that has arrived. */
    void clear() throws IOException {
        channel.truncate(0);
        channel.position(0);
        digest = Sha256.newDigest();
        length = 0;
        forced = 0;
    }

    /** The digest of what has arrived; asked once, at the end. */
    String digest() {
        return Sha256.hexOf(digest);
    }

    /** Makes the part the target, on disk for good. */
    Path finish() throws IOException {
        channel.force(true);
        channel.close();
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
        return target;
    }

    /** Throws away what has arrived. */
    void delete() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }

    /** Keeps what has arrived for the next pull, unless that is nothing. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (length == 0) {
            Files.deleteIfExists(part);
        }
    }
}
