package io.lorkd.coordinator.http.access;

import io.lorkd.coordinator.account.Role;
import io.vertx.ext.web.RoutingContext;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Who a request comes from.
 *
 * @param sitting at a browser; empty where the request itself carried a secret, which no page of another site can make a
 *     browser do
 */
record SignedIn(String user, Role role, Optional<Sitting> sitting) {
    private static final String KEY = "io.lorkd.signed-in";

    SignedIn {
        requireNonNull(user, "user");
        requireNonNull(role, "role");
        requireNonNull(sitting, "sitting");
    }

    static SignedIn at(Sitting sitting) {
        return new SignedIn(sitting.user(), sitting.role(), Optional.of(sitting));
    }

    void on(RoutingContext request) {
        request.put(KEY, this);
    }

    static Optional<SignedIn> of(RoutingContext request) {
        return Optional.ofNullable(request.get(KEY));
    }
}
