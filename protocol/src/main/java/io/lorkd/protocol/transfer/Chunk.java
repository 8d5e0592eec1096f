package io.lorkd.protocol.transfer;

import io.lorkd.protocol.link.FixedBytes;
import io.lorkd.protocol.link.MessageHeader;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Some bytes of a blob. They are the body of a message whose headers say the rest.
 *
 * @param bytes as many as were asked for, or as there are up to the blob's end
 * @param total the bytes of the whole blob
 */
record Chunk(ByteBuffer bytes, long total) {
    private static final String CRC32C = MessageHeader.CRC32C.key();
    private static final String TOTAL = MessageHeader.TOTAL.key();

    /** Reads a chunk of a file; it is empty where the file ends before the offset. Blocks. */
    static Chunk read(Path file, long offset, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long total = channel.size();
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(length, total - offset)));
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new IOException(file + " became shorter while it was read");
                }
            }
            return new Chunk(bytes.flip(), total);
        }
    }

    /** The chunk that a reply brings, unless it arrived damaged. */
    static Optional<Chunk> from(Message<?> reply) {
        MultiMap headers = reply.headers();
        try {
            if (reply.body() instanceof Buffer body) {
                ByteBuffer bytes = FixedBytes.view(body);
                long total = Long.parseLong(headers.get(TOTAL));
                if (total >= 0 && checksum(bytes) == Long.parseLong(headers.get(CRC32C), 16)) {
                    return Optional.of(new Chunk(bytes, total));
                }
            }
            return Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Of a chunk that was {@linkplain #read read}. */
    Buffer body() {
        return FixedBytes.of(bytes.array());
    }

    DeliveryOptions options() {
        return new DeliveryOptions()
                .addHeader(CRC32C, Long.toHexString(checksum(bytes)))
                .addHeader(TOTAL, Long.toString(total));
    }

    private static long checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return crc.getValue();
    }
}
