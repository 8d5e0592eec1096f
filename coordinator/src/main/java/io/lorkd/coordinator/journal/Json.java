package io.lorkd.coordinator.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

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
}
