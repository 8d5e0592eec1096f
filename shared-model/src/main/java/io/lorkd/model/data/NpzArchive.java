package io.lorkd.model.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The arrays of an {@code .npz} file, streamed. */
final class NpzArchive implements Closeable {

    /** The most that deflate can make of a byte. */
    private static final long LARGEST_INFLATION = 1032;

    private static final String SUFFIX = ".npy";

    private final ZipFile zip;

    NpzArchive(Path file) throws IOException {
        this.zip = new ZipFile(file.toFile());
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            String name = entries.nextElement().getName();
            names.add(name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name);
        }
        return names;
    }

    boolean has(String name) {
        return zip.getEntry(name + SUFFIX) != null;
    }

    /** Opens the array of this name, if there is one. */
    Optional<Array> array(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name + SUFFIX);
        return entry == null ? Optional.empty() : Optional.of(new Array(entry));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** One array: its header, then its bytes in order, then {@link #finish()}. */
    final class Array implements Closeable {

        private final ZipEntry entry;
        private final CheckedInputStream in;
        private final NpyHeader header;

        private Array(ZipEntry entry) throws IOException {
            this.entry = entry;
            this.in = new CheckedInputStream(zip.getInputStream(entry), new CRC32());
            this.header = NpyHeader.read(in);
        }

        NpyHeader header() {
            return header;
        }

        /**
         * Refuses a header that promises more or less than the file holds, before anything is made room for.
         *
         * @param elementBytes the size of one element
         */
        void requireWhole(int elementBytes) throws IOException {
            long elements = header.elements();
            long promised = elements > entry.getSize() ? Long.MAX_VALUE : elements * elementBytes + header.length();
            if (promised != entry.getSize() || promised > LARGEST_INFLATION * (entry.getCompressedSize() + 1)) {
                throw new IOException("its header promises shape " + header.shape() + " of " + elementBytes
                        + "-byte elements, but there are " + entry.getSize() + " bytes, from "
                        + entry.getCompressedSize() + " compressed");
            }
        }

        byte[] next(int count) throws IOException {
            return NpyHeader.exactly(in, count);
        }

        void skip(long count) throws IOException {
            in.skipNBytes(count);
        }

        /** Reads what is left and checks that the file's checksum is right. */
        void finish() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
            if (in.getChecksum().getValue() != entry.getCrc()) {
                throw new IOException("its checksum is wrong");
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
