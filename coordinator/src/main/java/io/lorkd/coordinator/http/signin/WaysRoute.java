package io.lorkd.coordinator.http.signin;

import io.lorkd.coordinator.http.Routes;
import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.answer.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

/** {@code GET /api/v1/session/ways} tells the sign-in page how one can sign in. */
final class WaysRoute implements Routes {

    @Override
    public void addOpenTo(Router router) {
        router.get("/api/v1/session/ways")
                .handler(request -> Json.answer(
                        request,
                        new JsonObject().put("password", true).putNull("oidc").getMap()));
    }

    @Override
    public void addTo(Router router, Access access) {}
}
