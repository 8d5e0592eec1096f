package io.lorkd.model.tensor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What stands before the data of a tensor file: eight bytes of length (little-endian), then a JSON object from names to
 * dtype, shape and offsets, padded with spaces so that the data begin at a multiple of eight.
 *
 * @param tensors in the order of their data
 * @param begins where each tensor's data begin, counted from the end of the header
 * @param dataStart where the data begin in the file
 */
record Header(List<TensorInfo> tensors, List<Long> begins, Map<String, String> metadata, long dataStart) {

    static final String METADATA = "__metadata__";
    static final int LENGTH_BYTES = Long.BYTES;

    /** Much less than the format's 100 MB, and still room for a hundred thousand tensors. */
    static final int MAX_BYTES = 16 << 20;

    private static final JsonFactory JSON = new JsonFactory();

    Header {
        tensors = List.copyOf(tensors);
        begins = List.copyOf(begins);
        metadata = Map.copyOf(metadata);
    }

    /**
     * The one way in which Lorkd writes a header, the length in front: tensors in the given order, without gaps, keys in
     * the order of the safetensors library.
     *
     * @throws IllegalArgumentException when two tensors have one name, or the header is longer than a reader accepts
     */
    static byte[] canonical(List<TensorInfo> tensors, Map<String, String> metadata) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(json)) {
            write(generator, tensors, metadata);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        while (json.size() % Long.BYTES != 0) {
            json.write(' ');
        }
        if (json.size() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a header of " + json.size() + " bytes; " + MAX_BYTES + " are the limit");
        }
        return ByteBuffer.allocate(LENGTH_BYTES + json.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.size())
                .put(json.toByteArray())
                .array();
    }

    static long dataBytes(List<TensorInfo> tensors) {
        return tensors.stream().mapToLong(TensorInfo::bytes).reduce(0, Math::addExact);
    }

    private static void write(JsonGenerator json, List<TensorInfo> tensors, Map<String, String> metadata)
            throws IOException {
        json.writeStartObject();
        if (!metadata.isEmpty()) {
            json.writeObjectFieldStart(METADATA);
            for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
        }
        Set<String> names = new HashSet<>(Set.of(METADATA));
        long begin = 0;
        for (TensorInfo tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("a second tensor named " + tensor.name());
            }
            long end = Math.addExact(begin, tensor.bytes());
            json.writeObjectFieldStart(tensor.name());
            json.writeStringField("dtype", tensor.dtype().name());
            json.writeFieldName("shape");
            long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
            json.writeArray(shape, 0, shape.length);
            json.writeFieldName("data_offsets");
            json.writeArray(new long[] {begin, end}, 0, 2);
            json.writeEndObject();
            begin = end;
        }
        json.writeEndObject();
    }

    /** A name from a file, fit for a message: bounded, and without control characters. */
    static String quoted(String text) {
        String shown = text.length() <= 80 ? text : text.substring(0, 80) + "...";
        return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }
}
