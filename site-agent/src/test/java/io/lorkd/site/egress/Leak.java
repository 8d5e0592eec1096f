package io.lorkd.site.egress;

import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.TensorFileWriter;
import io.lorkd.model.tensor.TensorInfo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The ways in which a trainer may try to get something out of the site in an update's file. */
public enum Leak {
    /** A tensor more, with an expert in it. */
    EXTRA_TENSOR {
        @Override
        byte[] leak(byte[] update, BackboneManifest manifest) {
            List<TensorInfo> tensors = new ArrayList<>(manifest.tensors());
            TensorInfo last = tensors.get(tensors.size() - 1);
            tensors.add(new TensorInfo(
                    "conv1.0.A",
                    last.dtype(),
                    List.of((long) SECRET.length / last.dtype().bytes())));
            return join(headerOf(tensors), data(update), SECRET);
        }
    },
    /** The secret is in a name. */
    RENAMED_TENSOR {
        @Override
        byte[] leak(byte[] update, BackboneManifest manifest) {
            List<TensorInfo> tensors = new ArrayList<>(manifest.tensors());
            TensorInfo first = tensors.get(0);
            tensors.set(0, new TensorInfo("patient-0815", first.dtype(), first.shape()));
            return join(headerOf(tensors), data(update));
        }
    },
    /** The same bytes under another shape. */
    WRONG_SHAPE {
        @Override
        byte[] leak(byte[] update, BackboneManifest manifest) {
            List<TensorInfo> tensors = new ArrayList<>(manifest.tensors());
            TensorInfo first = tensors.get(0);
            tensors.set(0, new TensorInfo(first.name(), first.dtype(), List.of(first.elements())));
            return join(headerOf(tensors), data(update));
        }
    },
    /** Something behind the last tensor. */
    TRAILING_BYTES {
        @Override
        byte[] leak(byte[] update, BackboneManifest manifest) {
            return join(update, SECRET);
        }
    },
    /** Text beside the tensors, which safetensors has a place for. */
    METADATA {
        @Override
        byte[] leak(byte[] update, BackboneManifest manifest) {
            String entry = "{\"__metadata__\":{\"note\":\"" + new String(SECRET, StandardCharsets.US_ASCII) + "\"},";
            return join(lengthAnd(entry + header(update).substring(1)), data(update));
        }
    },
    /** The order of the tensors is a message too. */
    REORDERED {
        @Override
        byte[] leak(byte[] update, BackboneManifest manifest) {
            List<TensorInfo> tensors = new ArrayList<>(manifest.tensors());
            Collections.reverse(tensors);
            return join(headerOf(tensors), data(update));
        }
    },
    /** Blanks behind the header, whose number may be anything. */
    PADDED_HEADER {
        @Override
        byte[] leak(byte[] update, BackboneManifest manifest) {
            return join(lengthAnd(header(update) + " ".repeat(64)), data(update));
        }
    },
    /** Blanks within the header. */
    SPACED_HEADER {
        @Override
        byte[] leak(byte[] update, BackboneManifest manifest) {
            return join(lengthAnd(header(update).replaceFirst(",", ", \t  \t   ")), data(update));
        }
    },
    /** An update cut short: whatever it is, it is not an update. */
    CUT {
        @Override
        byte[] leak(byte[] update, BackboneManifest manifest) {
            return Arrays.copyOf(update, update.length - 4);
        }
    },
    /** No update at all, but an image. */
    ANOTHER_FILE {
        @Override
        byte[] leak(byte[] update, BackboneManifest manifest) {
            return join(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, SECRET);
        }
    };

    /** What must not leave. */
    public static final byte[] SECRET =
            "an expert's weights, 64 bytes of them, which belong to this site".getBytes(StandardCharsets.US_ASCII);

    abstract byte[] leak(byte[] update, BackboneManifest manifest);

    /** Replaces a canonical update by one that leaks. */
    public void into(Path update, BackboneManifest manifest) throws IOException {
        Files.write(update, leak(Files.readAllBytes(update), manifest));
    }

    private static byte[] headerOf(List<TensorInfo> tensors) {
        try {
            Path folder = Files.createTempDirectory("leak");
            Path file = folder.resolve("file");
            try (TensorFileWriter writer = TensorFileWriter.create(file, tensors, Map.of())) {
                for (TensorInfo tensor : tensors) {
                    writer.write(new double[(int) tensor.elements()], 0, (int) tensor.elements());
                }
                writer.finish();
            }
            byte[] written = Files.readAllBytes(file);
            Files.delete(file);
            Files.delete(folder);
            return Arrays.copyOf(written, written.length - data(written).length);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int headerLength(byte[] file) {
        return (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    }

    private static String header(byte[] file) {
        return new String(file, Long.BYTES, headerLength(file), StandardCharsets.UTF_8);
    }

    private static byte[] data(byte[] file) {
        return Arrays.copyOfRange(file, Long.BYTES + headerLength(file), file.length);
    }

    private static byte[] lengthAnd(String header) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + json.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer joined = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }
}
