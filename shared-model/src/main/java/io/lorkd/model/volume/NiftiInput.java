package io.lorkd.model.volume;

import io.lorkd.model.InvalidInputException;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A NIfTI-1 file being read: the header, then the voxels as a stream, compressed or not as the first bytes have it. */
final class NiftiInput implements Closeable {

    private static final int BUFFER_BYTES = 64 << 10;
    private static final int BLOCK_VOXELS = 8192;

    /** The most that deflate can make of a byte. */
    private static final long LARGEST_INFLATION = 1032;

    private final Path file;
    private final long fileBytes;
    private final boolean compressed;
    private final InputStream in;
    private final NiftiHeader header;

    private NiftiInput(Path file, InputStream raw) throws IOException {
        this.file = file;
        this.fileBytes = Files.size(file);
        this.compressed = isGzip(raw);
        // Java's own GZIPInputStream takes garbage behind the compressed data for its end.
        this.in = compressed ? new GzipCompressorInputStream(raw, true) : raw;
        byte[] bytes = in.readNBytes(NiftiHeader.BYTES);
        if (bytes.length < NiftiHeader.BYTES) {
            throw new InvalidInputException(file + " has " + bytes.length + " bytes; a NIfTI-1 header alone has "
                    + NiftiHeader.BYTES + ": it is another kind of file, or cut off; fetch it again");
        }
        this.header = NiftiHeader.parse(bytes, file);
    }

    /** What is done with a file while it is open. */
    interface Reading<T> {
        T from(NiftiInput input) throws IOException;
    }

    /** Where the voxels' values go, in the file's order. */
    interface Sink {
        void take(int first, double[] values, int count);
    }

    /** @throws InvalidInputException for whatever is wrong with the file */
    static <T> T read(Path file, Reading<T> reading) {
        if (Files.isDirectory(file)) {
            throw new InvalidInputException(file + " is a folder; a NIfTI-1 file (.nii or .nii.gz) was expected");
        }
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
                NiftiInput input = new NiftiInput(file, raw)) {
            return reading.from(input);
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(
                    "there is no file " + file + "; a NIfTI-1 file (.nii or .nii.gz) was expected", e);
        } catch (EOFException e) {
            throw new InvalidInputException(file + " is cut off: it ends early; fetch it again", e);
        } catch (IOException e) {
            throw new InvalidInputException(file + " cannot be read: " + e.getMessage() + "; fetch it again", e);
        }
    }

    NiftiHeader header() {
        return header;
    }

    /**
     * Refuses a header that promises more than the file can hold or than Java may use, before anything is made room for.
     *
     * @param voxelBytes what a voxel takes in memory
     */
    void requireRoom(int voxelBytes) {
        long promised = header.offset() + header.bytes();
        if (promised > (compressed ? LARGEST_INFLATION * (fileBytes + 1) : fileBytes)) {
            throw new InvalidInputException(file + " is cut off or its header is wrong: " + voxels() + " need "
                    + promised + " bytes, and it has " + fileBytes + (compressed ? ", compressed" : "")
                    + "; fetch it again");
        }
        long needed = (long) header.grid().voxels() * voxelBytes;
        long heap = Runtime.getRuntime().maxMemory();
        if (needed > heap) {
            throw new InvalidInputException(file + " has " + voxels() + ", which take " + needed / 1_000_000
                    + " MB; Java may use " + heap / 1_000_000 + " MB: raise its -Xmx, or resample the file");
        }
    }

    /** Gives out all voxels' values, slope and intercept applied, and sees to it that nothing comes after them. */
    void voxels(Sink sink) throws IOException {
        in.skipNBytes(header.offset() - NiftiHeader.BYTES);
        NiftiType type = header.type();
        byte[] bytes = new byte[BLOCK_VOXELS * type.bytes()];
        double[] values = new double[BLOCK_VOXELS];
        int all = header.grid().voxels();
        for (int first = 0; first < all; ) {
            int count = Math.min(BLOCK_VOXELS, all - first);
            int read = in.readNBytes(bytes, 0, count * type.bytes());
            if (read < count * type.bytes()) {
                throw new InvalidInputException(file + " is cut off: its header says " + voxels() + ", and only "
                        + (first + read / type.bytes()) + " are there; fetch it again");
            }
            type.decode(ByteBuffer.wrap(bytes).order(header.order()), values, count);
            scale(values, count);
            sink.take(first, values, count);
            first += count;
        }
        if (in.read() != -1) {
            throw new InvalidInputException(file + " goes on behind its last voxel: its header says " + voxels()
                    + ", and there is more; one of the two is wrong: write it again");
        }
    }

    private void scale(double[] values, int count) {
        double slope = header.slope();
        double intercept = header.intercept();
        if (slope == 1 && intercept == 0) {
            return;
        }
        for (int i = 0; i < count; i++) {
            values[i] = slope * values[i] + intercept;
        }
    }

    private String voxels() {
        Grid grid = header.grid();
        return grid.x() + " x " + grid.y() + " x " + grid.z() + " voxels of type " + header.type();
    }

    private static boolean isGzip(InputStream raw) throws IOException {
        raw.mark(2);
        boolean gzip = raw.read() == 0x1F && raw.read() == 0x8B;
        raw.reset();
        return gzip;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
