package io.lorkd.coordinator.http.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.vertx.ext.web.RoutingContext;

import java.time.Instant;
import java.util.Map;

/** Answers in JSON. */
public final class Json {
    /** Instants in ISO-8601. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .build();

    private Json() {}

    public static void answer(RoutingContext request, Object body) {
        try {
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(MAPPER.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            request.fail(e);
        }
    }

    /** A value as it stands in an answer. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("What is shown consists of plain values", e);
        }
    }

    /**
     * Answers {@code {"error": reason}}.
     *
     * @param reason a sentence for people to read
     */
    public static void refuse(RoutingContext request, int code, String reason) {
        request.response().setStatusCode(code);
        answer(request, Map.of("error", reason));
    }
}
