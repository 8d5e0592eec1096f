package io.lorkd.bench.federation;

import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.TensorFileWriter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * One update file per site, used again in each round. They differ in their last value only, which also changes from round to
 * round: no two updates have the same digest, which the coordinator would pull once, and yet a digest costs one step, since
 * that of everything before is known. Writing and hashing whole files anew would measure the stubs.
 */
final class UpdateFiles {
    private static final int BLOCK = 64 * 1024;

    private final Path folder;
    private final Path template;
    private final long bytes;
    private final MessageDigest allButLast;

    /** An update as it is announced. */
    record Ready(Path file, String digest, long bytes) {}

    private UpdateFiles(Path folder, Path template, long bytes, MessageDigest allButLast) {
        this.folder = folder;
        this.template = template;
        this.bytes = bytes;
        this.allButLast = allButLast;
    }

    /** Writes the file that the others are copies of. */
    static UpdateFiles in(Path folder, BackboneManifest manifest) throws IOException {
        Files.createDirectories(folder);
        Path template = folder.resolve("template.safetensors");
        try (TensorFileWriter writer = TensorFileWriter.create(template, manifest.tensors(), Map.of())) {
            float[] block = new float[BLOCK];
            for (int i = 0; i < BLOCK; i++) {
                block[i] = (i % 1009 - 504) * 1e-6f;
            }
            for (long left = manifest.parameters(); left > 0; left -= BLOCK) {
                writer.write(block, 0, (int) Math.min(BLOCK, left));
            }
            writer.finish();
        }
        return new UpdateFiles(folder, template, manifest.fileBytes(), digestOfAllButLast(template));
    }

    private static MessageDigest digestOfAllButLast(Path file) throws IOException {
        MessageDigest digest = newDigest();
        long left = Files.size(file) - Float.BYTES;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BLOCK];
            while (left > 0) {
                int read = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
                digest.update(buffer, 0, read);
                left -= read;
            }
        }
        return digest;
    }

    /** Lays out a site's file. */
    void prepare(String site) throws IOException {
        Files.copy(template, file(site));
    }

    /** Gives a site's file its contents for a round; nobody may be reading it. */
    Ready next(String site, int number, int round) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        last.putFloat(0, Float.intBitsToFloat(Float.floatToIntBits(1e-3f) + number * 4096 + round));
        Path file = file(site);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(last.duplicate(), bytes - Float.BYTES);
        }
        return new Ready(file, HexFormat.of().formatHex(digestWith(last)), bytes);
    }

    private byte[] digestWith(ByteBuffer last) {
        try {
            MessageDigest whole = (MessageDigest) allButLast.clone();
            whole.update(last);
            return whole.digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
        }
    }

    private Path file(String site) {
        return folder.resolve(site + ".safetensors");
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
