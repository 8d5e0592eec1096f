package io.lorkd.coordinator.http.answer;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

import java.util.Optional;

/** Bodies in JSON, whose fields are texts. */
public final class JsonBody {
    private JsonBody() {}

    /** Reads a route's bodies, and has larger ones refused with 413. */
    public static BodyHandler upTo(int bytes) {
        return BodyHandler.create(false).setBodyLimit(bytes);
    }

    /** A field of the body; empty where the body is no JSON object, or has no text there, or a blank one. */
    public static Optional<String> text(RoutingContext request, String field) {
        try {
            return Optional.ofNullable(request.body().asJsonObject())
                    .map((JsonObject body) -> body.getValue(field))
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .filter(text -> !text.isBlank());
        } catch (DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }
}
