package io.lorkd.coordinator.http.answer;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;

/** What the router itself has to refuse, in the words and the shape of any other refusal; nothing of the inside shows. */
public final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private static final Map<Integer, String> SENTENCES = Map.of(
            400, "The request cannot be read",
            404, "There is nothing at this address",
            405, "This address does not take this method",
            406, "This address does not answer in a form that the request accepts",
            413, "The body is larger than this address takes",
            414, "The address is longer than any that there is here",
            415, "This address takes bodies of Content-Type application/json only",
            500, "The coordinator could not answer; its log says why");

    private Refusals() {}

    public static void addTo(Router router) {
        SENTENCES.keySet().forEach(code -> router.errorHandler(code, request -> refuse(request, code)));
    }

    private static void refuse(RoutingContext request, int code) {
        if (code == 500) {
            LOG.error("{} {} failed", request.request().method(), request.normalizedPath(), request.failure());
        }
        if (!request.response().ended() && !request.response().headWritten()) {
            Json.refuse(request, code, SENTENCES.get(code));
        }
    }
}
