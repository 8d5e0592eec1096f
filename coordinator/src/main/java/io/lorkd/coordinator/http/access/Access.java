package io.lorkd.coordinator.http.access;

import io.lorkd.coordinator.http.answer.Json;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/** Lets in who has signed in, and to what their role allows. */
public final class Access {
    /** What programs that come with the token are called. */
    private static final String LOCAL = "local";

    private static final String BEARER = "Bearer ";

    private final ApiToken token;

    public Access(ApiToken token) {
        this.token = requireNonNull(token, "token");
    }

    /** Lets everybody pass who has signed in; others are answered with 401. */
    public Handler<RoutingContext> viewer() {
        // Of this kind, since the router wants what reads bodies after what guards.
        return (SecurityPolicyHandler) request -> {
            if (identified(request).isPresent()) {
                request.next();
            } else {
                request.response().putHeader("WWW-Authenticate", "Bearer");
                Json.refuse(request, 401, "Nobody has signed in; sign in, or send the token of the state folder");
            }
        };
    }

    /** Lets operators pass; viewers are answered with 403, and who has not signed in with 401. */
    public Handler<RoutingContext> operator() {
        Handler<RoutingContext> viewer = viewer();
        return (SecurityPolicyHandler) request -> {
            Optional<SignedIn> who = identified(request);
            if (who.isPresent() && who.get().role() != Role.OPERATOR) {
                Json.refuse(
                        request, 403, "This takes an operator, and " + who.get().user() + " is a viewer");
            } else {
                viewer.handle(request);
            }
        };
    }

    /** The name of who has signed in, on a route that asks for it. */
    public static String user(RoutingContext request) {
        return SignedIn.of(request)
                .map(SignedIn::user)
                .orElseThrow(() -> new IllegalStateException("a route asks who signed in and lets everybody pass"));
    }

    private Optional<SignedIn> identified(RoutingContext request) {
        Optional<SignedIn> known = SignedIn.of(request);
        if (known.isPresent()) {
            return known;
        }
        Optional<SignedIn> found = byToken(request);
        found.ifPresent(who -> who.on(request));
        return found;
    }

    private Optional<SignedIn> byToken(RoutingContext request) {
        return Optional.ofNullable(request.request().getHeader(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.startsWith(BEARER) && token.is(header.substring(BEARER.length())))
                .map(header -> new SignedIn(LOCAL, Role.OPERATOR, true));
    }
}
