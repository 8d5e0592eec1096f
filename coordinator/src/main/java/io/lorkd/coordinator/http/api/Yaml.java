package io.lorkd.coordinator.http.api;

import io.vertx.ext.web.RoutingContext;

/** Answers in YAML. */
final class Yaml {
    private Yaml() {}

    static void answer(RoutingContext request, String text) {
        request.response()
                .putHeader("Content-Type", "application/yaml; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .end(text);
    }
}
