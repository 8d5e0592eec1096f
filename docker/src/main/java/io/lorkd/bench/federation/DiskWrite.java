package io.lorkd.bench.federation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;

/** What the disk gives at most: a file written in order and forced. */
final class DiskWrite {
    private static final int PIECE = 256 * 1024;
    private static final int PIECES = 2048;
    private static final int TIMES = 3;

    private DiskWrite() {}

    /** In MB of 1,000,000 bytes per second, the median of a few. */
    static double megabytesPerSecond(Path folder) {
        Path file = folder.resolve("written");
        try {
            double[] seconds = IntStream.range(0, TIMES)
                    .mapToDouble(time -> seconds(file))
                    .sorted()
                    .toArray();
            Files.deleteIfExists(file);
            return (double) PIECE * PIECES / 1e6 / seconds[TIMES / 2];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double seconds(Path file) {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        long begun = System.nanoTime();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (int i = 0; i < PIECES; i++) {
                piece.clear();
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
            }
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (System.nanoTime() - begun) / 1e9;
    }
}
