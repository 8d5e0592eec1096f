package io.lorkd.site.console;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** How the console answers. */
final class Answers {
    private Answers() {}

    static void json(RoutingContext request, JsonObject answer) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(answer.toBuffer());
    }

    /** @param sentence what was found, and what to do */
    static void refuse(RoutingContext request, int status, String sentence) {
        request.response().setStatusCode(status);
        json(request, new JsonObject().put("error", sentence));
    }
}
