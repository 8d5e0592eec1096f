package io.lorkd.model.tensor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lorkd.model.InvalidInputException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the header of a tensor file that anyone may have written, and believes none of it: whoever gets a {@link Header}
 * from here can rely on the tensors to cover the data exactly.
 */
final class HeaderReader {

    /** Names come from strangers and are seldom seen twice, so none are kept in Jackson's shared symbol table. */
    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final Path file;
    private final FileChannel channel;

    HeaderReader(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws InvalidInputException when the file is not a well-formed safetensors file */
    Header read() throws IOException {
        long fileBytes = channel.size();
        if (fileBytes < Header.LENGTH_BYTES) {
            throw invalid("has " + fileBytes + " bytes, less than the length of a header takes");
        }
        long headerBytes = block(0, Header.LENGTH_BYTES).getLong();
        long room = fileBytes - Header.LENGTH_BYTES;
        if (headerBytes < 2 || headerBytes > room || headerBytes > Header.MAX_BYTES) {
            throw invalid("says that its header has " + Long.toUnsignedString(headerBytes) + " bytes; expected 2 to "
                    + Math.min(room, Header.MAX_BYTES));
        }
        JsonNode json = parse(block(Header.LENGTH_BYTES, (int) headerBytes));
        return header(json, Header.LENGTH_BYTES + headerBytes, fileBytes);
    }

    private JsonNode parse(ByteBuffer bytes) throws IOException {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw invalid("has a header that is not UTF-8");
        }
        if (text.charAt(0) != '{') {
            throw invalid("has a header that does not begin with {");
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw invalid(
                    "has a header that is not JSON without repeated keys: " + Header.quoted(e.getOriginalMessage()));
        }
    }

    private Header header(JsonNode json, long dataStart, long fileBytes) {
        Map<String, String> metadata = Map.of();
        List<Placed> placed = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (entry.getKey().equals(Header.METADATA)) {
                metadata = metadata(entry.getValue());
            } else {
                placed.add(placed(entry.getKey(), entry.getValue()));
            }
        }
        placed.sort(Comparator.comparingLong(Placed::begin).thenComparingLong(Placed::end));
        long end = 0;
        for (Placed next : placed) {
            if (next.begin != end) {
                throw invalid("has " + (next.begin < end ? "an overlap" : "a gap") + " before the tensor "
                        + Header.quoted(next.info.name()) + ": its data begin at " + next.begin + ", expected " + end);
            }
            end = next.end;
        }
        if (end != fileBytes - dataStart) {
            throw invalid("holds " + (fileBytes - dataStart) + " bytes of data where its header speaks of " + end
                    + ": it is " + (end > fileBytes - dataStart ? "truncated" : "longer than it should be"));
        }
        return new Header(
                placed.stream().map(Placed::info).toList(),
                placed.stream().map(Placed::begin).toList(),
                metadata,
                dataStart);
    }

    private Map<String, String> metadata(JsonNode node) {
        if (!node.isObject()) {
            throw invalid("has a " + Header.METADATA + " that is not an object");
        }
        Map<String, String> metadata = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!entry.getValue().isTextual()) {
                throw invalid("has a " + Header.METADATA + " value that is not text: " + Header.quoted(entry.getKey()));
            }
            metadata.put(entry.getKey(), entry.getValue().textValue());
        }
        return metadata;
    }

    private Placed placed(String name, JsonNode node) {
        if (!node.isObject()
                || node.size() != 3
                || !node.has("dtype")
                || !node.has("shape")
                || !node.has("data_offsets")) {
            throw invalid(name, "expected the keys dtype, shape and data_offsets, and no other");
        }
        String dtypeName = node.get("dtype").asText();
        Dtype dtype = Dtype.named(dtypeName)
                .orElseThrow(() -> invalid(
                        name,
                        "dtype " + Header.quoted(dtypeName) + " is unknown; the known ones are " + Dtype.names()));
        List<Long> shape = longs(name, "shape", node.get("shape"));
        List<Long> offsets = longs(name, "data_offsets", node.get("data_offsets"));
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
            throw invalid(name, "data_offsets are not a begin and an end");
        }
        TensorInfo info;
        try {
            info = new TensorInfo(name, dtype, shape);
        } catch (IllegalArgumentException e) {
            throw invalid(name, "its shape is too large");
        }
        long bytes = offsets.get(1) - offsets.get(0);
        if (bytes != info.bytes()) {
            throw invalid(name, "data_offsets span " + bytes + " bytes where dtype and shape need " + info.bytes());
        }
        return new Placed(info, offsets.get(0), offsets.get(1));
    }

    private List<Long> longs(String name, String key, JsonNode node) {
        if (!node.isArray()) {
            throw invalid(name, key + " is not a list");
        }
        List<Long> longs = new ArrayList<>(node.size());
        for (JsonNode element : node) {
            if (!element.isIntegralNumber() || !element.canConvertToLong() || element.longValue() < 0) {
                throw invalid(name, key + " holds something that is not a whole number of 0 or more");
            }
            longs.add(element.longValue());
        }
        return longs;
    }

    private ByteBuffer block(long position, int length) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (block.hasRemaining()) {
            if (channel.read(block, position + block.position()) < 0) {
                throw invalid("became shorter while it was read");
            }
        }
        return block.flip();
    }

    private InvalidInputException invalid(String tensor, String what) {
        return invalid("describes the tensor " + Header.quoted(tensor) + " wrongly: " + what);
    }

    private InvalidInputException invalid(String what) {
        return new InvalidInputException(file + " is not a usable safetensors file: it " + what);
    }

    private record Placed(TensorInfo info, long begin, long end) {}
}
