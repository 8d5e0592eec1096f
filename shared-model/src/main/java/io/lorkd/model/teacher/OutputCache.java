package io.lorkd.model.teacher;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a teacher made of inputs that it has seen, in one file that only grows: a record per input, found by a digest of all
 * that the values depend on. A record that a crash cut, and whatever is behind it, is dropped when the file is opened; losing
 * one costs no more than computing it again, so nothing is forced to the disk. Not safe for threads.
 */
public final class OutputCache implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(OutputCache.class);
    private static final byte[] MAGIC = "LORKDTO1".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_BYTES = 16;
    private static final int CRC_BYTES = Integer.BYTES;

    /** Where it stops to grow. */
    public static final long MOST_BYTES = 1L << 30;

    private final Path file;
    private final FileChannel channel;
    private final int width;
    private final int valueBytes;
    private final long most;
    private final Map<Key, Long> places = new HashMap<>();
    private long end;

    /** The first half of a SHA-256. */
    public record Key(long high, long low) {
        /** @param digest 16 bytes at least */
        public static Key of(byte[] digest) {
            ByteBuffer bytes = ByteBuffer.wrap(digest);
            return new Key(bytes.getLong(), bytes.getLong());
        }
    }

    private OutputCache(Path file, FileChannel channel, int width, int valueBytes, long most) {
        this.file = file;
        this.channel = channel;
        this.width = width;
        this.valueBytes = valueBytes;
        this.most = most;
    }

    /**
     * Opens or makes the file. One that is of another width, or no such file at all, is begun anew.
     *
     * @param width values of one output
     * @param doubles whether values are kept as float64 rather than float32
     * @param most bytes that the file may have; further outputs are not kept
     */
    public static OutputCache open(Path file, int width, boolean doubles, long most) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            OutputCache cache = new OutputCache(file, channel, width, doubles ? Double.BYTES : Float.BYTES, most);
            cache.readBack();
            return cache;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private ByteBuffer header() {
        return ByteBuffer.allocate(MAGIC.length + 2 * Integer.BYTES)
                .put(MAGIC)
                .putInt(width)
                .putInt(valueBytes)
                .flip();
    }

    private int recordBytes() {
        return KEY_BYTES + width * valueBytes + CRC_BYTES;
    }

    private void readBack() throws IOException {
        ByteBuffer header = header();
        ByteBuffer found = ByteBuffer.allocate(header.capacity());
        if (channel.size() < header.capacity() || !read(found, 0).equals(header)) {
            channel.truncate(0);
            channel.write(header, 0);
            end = header.capacity();
            return;
        }
        end = header.capacity();
        ByteBuffer entry = ByteBuffer.allocate(recordBytes());
        while (end + recordBytes() <= channel.size() && isWhole(read(entry.clear(), end))) {
            places.put(new Key(entry.getLong(0), entry.getLong(Long.BYTES)), end);
            end += recordBytes();
        }
        if (end < channel.size()) {
            LOG.info("{}: {} bytes behind the last whole output are dropped", file, channel.size() - end);
            channel.truncate(end);
        }
    }

    private boolean isWhole(ByteBuffer entry) {
        return crc(entry) == entry.getInt(recordBytes() - CRC_BYTES);
    }

    private int crc(ByteBuffer entry) {
        CRC32C crc = new CRC32C();
        crc.update(entry.array(), 0, recordBytes() - CRC_BYTES);
        return (int) crc.getValue();
    }

    private ByteBuffer read(ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int read = channel.read(into, at);
            if (read < 0) {
                throw new EOFException(file + " ends before byte " + (position + into.capacity()));
            }
            at += read;
        }
        return into.flip();
    }

    /** Outputs that are here. */
    public int size() {
        return places.size();
    }

    /** @return the output, if it is here */
    public Optional<double[]> find(Key key) throws IOException {
        Long place = places.get(key);
        if (place == null) {
            return Optional.empty();
        }
        ByteBuffer entry = read(ByteBuffer.allocate(recordBytes()), place).position(KEY_BYTES);
        double[] values = new double[width];
        Arrays.setAll(values, i -> valueBytes == Double.BYTES ? entry.getDouble() : entry.getFloat());
        return Optional.of(values);
    }

    /** Keeps an output, unless there is no room for it. */
    public void add(Key key, double[] values) throws IOException {
        if (values.length != width) {
            throw new IllegalArgumentException(values.length + " values, not " + width);
        }
        if (places.containsKey(key) || end + recordBytes() > most) {
            return;
        }
        ByteBuffer entry =
                ByteBuffer.allocate(recordBytes()).putLong(key.high()).putLong(key.low());
        for (double value : values) {
            if (valueBytes == Double.BYTES) {
                entry.putDouble(value);
            } else {
                entry.putFloat((float) value);
            }
        }
        entry.putInt(crc(entry)).flip();
        long at = end;
        while (entry.hasRemaining()) {
            at += channel.write(entry, at);
        }
        places.put(key, end);
        end = at;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
