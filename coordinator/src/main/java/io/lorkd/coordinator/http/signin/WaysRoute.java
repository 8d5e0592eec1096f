package io.lorkd.coordinator.http.signin;

import io.lorkd.coordinator.http.Routes;
import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.answer.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

/** {@code GET /api/v1/session/ways} tells the sign-in page how one can sign in. */
final class WaysRoute implements Routes {
    private final boolean oidc;

    /** @param oidc whether people may sign in at an OpenID provider */
    WaysRoute(boolean oidc) {
        this.oidc = oidc;
    }

    @Override
    public void addOpenTo(Router router) {
        router.get("/api/v1/session/ways")
                .handler(request -> Json.answer(
                        request,
                        new JsonObject()
                                .put("password", true)
                                .put("oidc", oidc ? OidcRoutes.START : null)
                                .getMap()));
    }

    @Override
    public void addTo(Router router, Access access) {}
}
