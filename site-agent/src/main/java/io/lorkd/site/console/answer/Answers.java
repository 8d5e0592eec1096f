package io.lorkd.site.console.answer;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** How the console answers. */
public final class Answers {
    private Answers() {}

    public static void json(RoutingContext request, JsonObject answer) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(answer.toBuffer());
    }

    /** @param sentence what was found, and what to do */
    public static void refuse(RoutingContext request, int status, String sentence) {
        request.response().setStatusCode(status);
        json(request, new JsonObject().put("error", sentence));
    }
}
