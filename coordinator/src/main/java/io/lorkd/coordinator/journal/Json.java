package io.lorkd.coordinator.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.util.List;
import java.util.Map;

/** What does not deserve a table of its own. */
final class Json {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Json() {}

    /** A list of names, or a table of numbers. */
    static String of(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A list of names or a table of numbers has no JSON: " + value, e);
        }
    }

    /** A list of names as {@link #of} wrote it. */
    static List<String> names(String json) {
        return read(json, new TypeReference<>() {});
    }

    /** A table of numbers as {@link #of} wrote it, those that are not finite included. */
    static Map<String, Double> numbers(String json) {
        return read(json, new TypeReference<>() {});
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The journal holds what it did not write: " + json, e);
        }
    }
}
