package io.lorkd.coordinator.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.lorkd.protocol.message.DurationModule;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static java.util.stream.Collectors.toUnmodifiableMap;

/**
 * Events as JSON, for the journal: a record's components by name. An event that another version wrote is read as far as it is
 * known here, and is nothing where it is not.
 */
public final class EventCodec {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new DurationModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final Map<String, Class<?>> KINDS =
            kinds(CoordinatorEvent.class).collect(toUnmodifiableMap(Class::getSimpleName, kind -> kind));

    private EventCodec() {}

    /** The records of a sealed interface, and of those below it. */
    static Stream<Class<?>> kinds(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EventCodec::kinds)
                : Stream.of(type);
    }

    public static String write(CoordinatorEvent event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event is a record of plain values: " + event, e);
        }
    }

    /**
     * @param kind the simple name of the event's record
     * @return empty where this version has no such event, or not with what is there
     */
    public static Optional<CoordinatorEvent> read(String kind, String json) {
        Class<?> type = KINDS.get(kind);
        if (type == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable((CoordinatorEvent) JSON.readValue(json, type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
