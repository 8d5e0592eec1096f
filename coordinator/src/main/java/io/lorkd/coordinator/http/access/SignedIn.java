package io.lorkd.coordinator.http.access;

import io.vertx.ext.web.RoutingContext;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Who a request comes from.
 *
 * @param byToken whether the request itself carried the secret, which no page of another site can make a browser do
 */
record SignedIn(String user, Role role, boolean byToken) {
    private static final String KEY = "io.lorkd.signed-in";

    SignedIn {
        requireNonNull(user, "user");
        requireNonNull(role, "role");
    }

    void on(RoutingContext request) {
        request.put(KEY, this);
    }

    static Optional<SignedIn> of(RoutingContext request) {
        return Optional.ofNullable(request.get(KEY));
    }
}
