package io.lorkd.model.expert;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lorkd.model.InvalidInputException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What one needs to know to use a fused expert: the JSON beside its safetensors. Its {@code task} says which of the two it
 * is; a card without one is of an image classifier, as all were once.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "task")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ClassificationCard.class, name = ExpertCard.CLASSIFICATION),
    @JsonSubTypes.Type(value = SegmentationCard.class, name = ExpertCard.SEGMENTATION)
})
public sealed interface ExpertCard permits ClassificationCard, SegmentationCard {

    String CLASSIFICATION = "classification";
    String SEGMENTATION = "segmentation";

    String region();

    /** As in the catalogue. */
    String network();

    /** The expert's rank; 0 when it is the shared network with a head. */
    int rank();

    /** Of the backbone file that the expert was fused with, in hex. */
    String backboneSha256();

    /** In the order of the head's outputs. */
    @JsonIgnore
    List<String> classNames();

    /** @throws InvalidInputException when the file is not there or is no expert's card */
    static ExpertCard read(Path file) {
        try {
            return parse(Files.readString(file), file + "");
        } catch (IOException e) {
            throw new InvalidInputException(
                    file + " cannot be read. The JSON that describes an expert lies beside its safetensors.", e);
        }
    }

    /**
     * @param origin where the text is from, for messages
     * @throws InvalidInputException when the text is no expert's card
     */
    static ExpertCard parse(String text, String origin) {
        try {
            JsonNode card = Json.MAPPER.readTree(text);
            if (!(card instanceof ObjectNode object)) {
                throw new JsonParseException(null, "expected a JSON object");
            }
            if (!object.has("task")) {
                object.put("task", CLASSIFICATION);
            }
            return Json.MAPPER.treeToValue(object, ExpertCard.class);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    origin + " does not describe an expert: " + e.getOriginalMessage()
                            + ". Name the JSON that was written beside the expert's safetensors.",
                    e);
        }
    }

    /** The card as it stands in its file. */
    default String toJson() {
        try {
            return Json.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names and numbers can be written as JSON", e);
        }
    }

    default void write(Path file) throws IOException {
        Files.writeString(file, toJson() + "\n");
    }

    /** How cards are written: what is missing, unknown or null is an error, not a default. */
    final class Json {
        private static final ObjectMapper MAPPER = JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .build();

        private Json() {}
    }
}
