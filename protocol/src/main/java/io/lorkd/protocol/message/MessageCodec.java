package io.lorkd.protocol.message;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

import java.util.Optional;

/**
 * Messages as JSON: {@code {"schema":2,"type":"RoundOffer",...}} with a record's components by name, the simple name of
 * the record as type wherever there is a choice, durations in ISO-8601, what is empty as null, and NaN as {@code "NaN"}.
 *
 * <p>Decoding takes nothing that encoding would not have written, but for white space and order: a field that is unknown,
 * missing, given twice or of another type makes a message malformed, and so do components that the record refuses.
 */
public final class MessageCodec {
    /** The version of the protocol: of all messages and of the plan together. */
    public static final int SCHEMA = 2;

    /** The longest message, in characters. */
    public static final int MAX_LENGTH = 256 * 1024;

    private static final int MAX_DEPTH = 16;
    private static final int MAX_PROBLEM = 500;
    private static final String SCHEMA_FIELD = "schema";
    private static final JsonMapper JSON = mapper();

    private MessageCodec() {}

    /**
     * @throws IllegalArgumentException if the message's JSON is longer than {@link #MAX_LENGTH}
     */
    public static String encode(ControlMessage message) {
        try {
            ObjectNode json = JSON.createObjectNode().put(SCHEMA_FIELD, SCHEMA);
            json.setAll((ObjectNode) JSON.valueToTree(message));
            String text = JSON.writeValueAsString(json);
            if (text.length() > MAX_LENGTH) {
                throw new IllegalArgumentException("a " + message.getClass().getSimpleName() + " of " + text.length()
                        + " characters; allowed are " + MAX_LENGTH);
            }
            return text;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message that was constructed can be written", e);
        }
    }

    /**
     * @throws SchemaException if the message is of another version of the protocol
     * @throws MalformedMessageException if it is no message to the coordinator
     */
    public static ToCoordinator toCoordinator(String json) {
        return decode(json, ToCoordinator.class);
    }

    /**
     * @throws SchemaException if the message is of another version of the protocol
     * @throws MalformedMessageException if it is no message to a site
     */
    public static ToSite toSite(String json) {
        return decode(json, ToSite.class);
    }

    /**
     * @throws SchemaException if the answer is of another version of the protocol
     * @throws MalformedMessageException if it is no answer
     */
    public static Answer answer(String json) {
        return decode(json, Answer.class);
    }

    private static <T> T decode(String text, Class<T> type) {
        if (text == null) {
            throw new MalformedMessageException("found nothing; expected a " + type.getSimpleName() + " message");
        }
        if (text.length() > MAX_LENGTH) {
            throw new MalformedMessageException(
                    "the message has " + text.length() + " characters; allowed are " + MAX_LENGTH);
        }
        try {
            JsonNode json = JSON.readTree(text);
            if (!(json instanceof ObjectNode message)) {
                throw new MalformedMessageException("the message is not a JSON object");
            }
            checkSchema(message.remove(SCHEMA_FIELD));
            return JSON.treeToValue(message, type);
        } catch (JsonProcessingException e) {
            throw new MalformedMessageException("not a " + type.getSimpleName() + " message: " + problem(e), e);
        }
    }

    /** In short: the sender's own text is part of it, and it goes into an answer, which has its limit, too. */
    private static String problem(JsonProcessingException e) {
        String first = Optional.ofNullable(e.getOriginalMessage())
                .flatMap(message -> message.lines().findFirst())
                .orElse("unreadable");
        return first.length() <= MAX_PROBLEM ? first : first.substring(0, MAX_PROBLEM) + "...";
    }

    private static void checkSchema(JsonNode schema) {
        if (schema == null || !schema.canConvertToInt() || !schema.isIntegralNumber()) {
            throw new MalformedMessageException("the message does not say its schema in a whole number");
        }
        if (schema.intValue() != SCHEMA) {
            throw new SchemaException(schema.intValue(), SCHEMA);
        }
    }

    /** Records of these interfaces say in a field which of them they are. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
    private interface Typed {}

    private static JsonMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(MAX_LENGTH)
                        .maxNumberLength(64)
                        .build())
                .build();
        JsonMapper.Builder builder = JsonMapper.builder(factory)
                .addModule(new Jdk8Module())
                .addModule(new DurationModule())
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(LogicalType.Textual, text -> {
                    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                    text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
        for (Class<?> choice : new Class<?>[] {ToCoordinator.class, ToSite.class, Answer.class, Work.class}) {
            builder.addMixIn(choice, Typed.class);
            builder.registerSubtypes(choice.getPermittedSubclasses());
        }
        return builder.build();
    }
}
