package io.lorkd.coordinator.http.access;

import io.lorkd.coordinator.account.Account;
import io.lorkd.coordinator.account.Role;
import io.lorkd.coordinator.http.answer.Json;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * Lets in who has signed in, and to what their role allows. People sign in at a browser, which has a session; programs on this
 * machine come with the token. What changes something needs, from a browser, the header {@code X-CSRF-Token} as well.
 */
public final class Access {
    /** The page that somebody who has not signed in is sent to. */
    public static final String SIGN_IN_PAGE = "/sign-in";

    /** What a browser has to send along with what changes something, to show that a page of ours made it. */
    public static final String CSRF_HEADER = "X-CSRF-Token";

    /** What those are called who come with the token, or change the journal of a coordinator that does not run. */
    public static final String LOCAL = "local";

    private static final String BEARER = "Bearer ";
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final ApiToken token;
    private final Sessions sessions;

    public Access(ApiToken token, Sessions sessions) {
        this.token = requireNonNull(token, "token");
        this.sessions = requireNonNull(sessions, "sessions");
    }

    /** Finds each request's session; before any route that asks who it comes from. */
    public Handler<RoutingContext> sessions() {
        return sessions.handler();
    }

    /** Lets everybody pass who has signed in; others are answered with 401, or sent from the first page to sign in. */
    public Handler<RoutingContext> viewer() {
        // Of this kind, since the router wants what reads bodies after what guards.
        return (SecurityPolicyHandler) this::admitViewer;
    }

    /** Lets operators pass; viewers are answered with 403, and who has not signed in with 401. */
    public Handler<RoutingContext> operator() {
        return (SecurityPolicyHandler) request -> {
            Optional<SignedIn> who = identified(request);
            if (who.isPresent() && who.get().role() != Role.OPERATOR) {
                Json.refuse(
                        request, 403, "This takes an operator, and " + who.get().user() + " is a viewer");
            } else {
                admitViewer(request);
            }
        };
    }

    /** The name of who has signed in, on a route that asks for it. */
    public static String user(RoutingContext request) {
        return signedIn(request).user();
    }

    /**
     * Whether who came with this request is signed in still: for an answer that goes on for long, and is to end when they sign
     * out.
     */
    public boolean isStillIn(RoutingContext request) {
        return signedIn(request)
                .sitting()
                .map(sitting -> sessions.goesOn(request, sitting))
                .orElse(true);
    }

    /** Somebody signs in at the browser that this request comes from. */
    public void begin(RoutingContext request, Account account) {
        SignedIn.at(sessions.begin(request, account.name(), account.role(), Optional.of(account)))
                .on(request);
    }

    /** Somebody without an account here signs in at the browser that this request comes from. */
    public void begin(RoutingContext request, String user, Role role) {
        SignedIn.at(sessions.begin(request, user, role, Optional.empty())).on(request);
    }

    /** Whoever came with this request signs out. */
    public void end(RoutingContext request) {
        if (signedIn(request).sitting().isPresent()) {
            sessions.end(request);
        }
    }

    /** Answers who has signed in: {@code {"user", "role", "csrf"}}; for a program, which needs none, csrf is empty. */
    public static void answerWho(RoutingContext request) {
        SignedIn who = signedIn(request);
        Json.answer(
                request,
                Map.of(
                        "user", who.user(),
                        "role", who.role().word(),
                        "csrf", who.sitting().map(Sitting::csrf).orElse("")));
    }

    private static SignedIn signedIn(RoutingContext request) {
        return SignedIn.of(request)
                .orElseThrow(() -> new IllegalStateException("a route asks who signed in and lets everybody pass"));
    }

    private void admitViewer(RoutingContext request) {
        Optional<SignedIn> who = identified(request);
        if (who.isEmpty()) {
            refuseStranger(request);
        } else if (isForged(request, who.get())) {
            Json.refuse(
                    request,
                    403,
                    "The header " + CSRF_HEADER + " is not this session's; send what GET /api/v1/session has as csrf");
        } else {
            request.next();
        }
    }

    private static void refuseStranger(RoutingContext request) {
        if (request.request().method() == HttpMethod.GET
                && request.normalizedPath().equals("/")) {
            request.response()
                    .setStatusCode(303)
                    .putHeader(HttpHeaders.LOCATION, SIGN_IN_PAGE)
                    .end();
        } else {
            request.response().putHeader("WWW-Authenticate", "Bearer");
            Json.refuse(request, 401, "Nobody has signed in; sign in, or send the token of the state folder");
        }
    }

    private static boolean isForged(RoutingContext request, SignedIn who) {
        return !SAFE.contains(request.request().method())
                && who.sitting()
                        .filter(sitting ->
                                !Secret.same(sitting.csrf(), request.request().getHeader(CSRF_HEADER)))
                        .isPresent();
    }

    private Optional<SignedIn> identified(RoutingContext request) {
        Optional<SignedIn> known = SignedIn.of(request);
        if (known.isPresent()) {
            return known;
        }
        Optional<SignedIn> found =
                byToken(request).or(() -> sessions.of(request).map(SignedIn::at));
        found.ifPresent(who -> who.on(request));
        return found;
    }

    private Optional<SignedIn> byToken(RoutingContext request) {
        return Optional.ofNullable(request.request().getHeader(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.startsWith(BEARER) && token.is(header.substring(BEARER.length())))
                .map(header -> new SignedIn(LOCAL, Role.OPERATOR, Optional.empty()));
    }
}
