package io.lorkd.coordinator.http.signin;

import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.http.Routes;
import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.access.Secret;
import io.lorkd.coordinator.time.Time;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Sign-in at an OpenID provider: {@code GET /api/v1/session/oidc} sends a browser there, and the provider sends it back to
 * {@code /api/v1/session/oidc/back}.
 *
 * <p>The session's cookie does not come along from another site, which sending back is. So what the browser and the coordinator
 * must remember of a sign-in hangs on a cookie of its own, for a few minutes, and the way to the dashboard leads over a page of
 * ours.
 */
final class OidcRoutes implements Routes {
    static final String START = "/api/v1/session/oidc";

    private static final Logger LOG = LoggerFactory.getLogger(OidcRoutes.class);
    private static final String BACK = START + "/back";
    private static final String COOKIE = "lorkd-oidc";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int MOST_BEGUN = 1000;

    private final Access access;
    private final OidcProvider provider;
    private final HttpSettings settings;
    private final Time time;

    /** Sign-ins that have begun, by state; the oldest first. */
    private final Map<String, Begun> begun = new LinkedHashMap<>();

    /** @param browser a secret that the browser keeps, so that nobody else's code signs it in */
    private record Begun(String browser, String nonce, String verifier, String redirect, Duration at) {}

    OidcRoutes(Access access, OidcProvider provider, HttpSettings settings, Time time) {
        this.access = requireNonNull(access, "access");
        this.provider = requireNonNull(provider, "provider");
        this.settings = requireNonNull(settings, "settings");
        this.time = requireNonNull(time, "time");
    }

    @Override
    public void addOpenTo(Router router) {
        router.get(START).handler(this::sendAway);
        router.get(BACK).handler(this::welcomeBack);
    }

    @Override
    public void addTo(Router router, Access same) {}

    private void sendAway(RoutingContext request) {
        forgetOldOnes();
        String state = Secret.make();
        Begun signIn = new Begun(Secret.make(), Secret.make(), Secret.make(), redirect(request), time.now());
        provider.signInAddress(signIn.redirect(), state, signIn.nonce(), signIn.verifier())
                .onSuccess(address -> {
                    begun.put(state, signIn);
                    request.response()
                            .addCookie(cookie(signIn.browser()).setMaxAge(PATIENCE.toSeconds()))
                            .setStatusCode(303)
                            .putHeader(HttpHeaders.LOCATION, address)
                            .end();
                })
                .onFailure(e -> {
                    LOG.warn("The OpenID provider cannot be reached: {}", e.toString());
                    page(request, 502, "The sign-in provider cannot be reached; the coordinator's log says why.");
                });
    }

    private void forgetOldOnes() {
        Duration now = time.now();
        begun.values().removeIf(signIn -> now.minus(signIn.at()).compareTo(PATIENCE) >= 0);
        var oldest = begun.keySet().iterator();
        while (begun.size() >= MOST_BEGUN && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }

    private void welcomeBack(RoutingContext request) {
        forgetOldOnes();
        Optional<Begun> known =
                Optional.ofNullable(request.request().getParam("state")).map(begun::remove);
        Cookie kept = request.request().getCookie(COOKIE);
        String code = request.request().getParam("code");
        if (known.isEmpty() || kept == null || !Secret.same(known.get().browser(), kept.getValue())) {
            page(request, 403, "This sign-in did not begin at this browser, or too long ago.");
        } else if (code == null) {
            page(request, 403, "The sign-in provider let nobody in.");
        } else {
            Begun signIn = known.get();
            provider.whoBrings(code, signIn.redirect(), signIn.nonce(), signIn.verifier())
                    .onSuccess(person -> letIn(request, person))
                    .onFailure(e -> turnAway(request, e));
        }
    }

    private void letIn(RoutingContext request, OidcProvider.Person person) {
        LOG.info(
                "{} ({}) signed in by the OpenID provider",
                person.name(),
                person.role().word());
        access.begin(request, person.name(), person.role());
        request.response().addCookie(cookie("").setMaxAge(0));
        answer(
                request,
                200,
                "<meta http-equiv=\"refresh\" content=\"0;url=/\"><p>You are <a href=\"/\">signed in</a>.</p>");
    }

    private static void turnAway(RoutingContext request, Throwable cause) {
        LOG.warn("A sign-in by the OpenID provider failed: {}", cause.toString());
        page(
                request,
                403,
                cause instanceof OidcProvider.RefusedException
                        ? "The sign-in provider knows you, and you have no part in this study; ask an operator."
                        : "The sign-in provider did not confirm who you are; the coordinator's log says why.");
    }

    private Cookie cookie(String value) {
        return Cookie.cookie(COOKIE, value)
                .setPath(START)
                .setHttpOnly(true)
                .setSecure(settings.isSecure())
                .setSameSite(CookieSameSite.LAX);
    }

    /** Where the provider sends a browser back to; without a public address the dashboard is on loopback, and so is its name. */
    private String redirect(RoutingContext request) {
        String dashboard = settings.publicUrl()
                .map(url -> url.toString().replaceFirst("/+$", ""))
                .orElseGet(() -> (settings.tls().isPresent() ? "https://" : "http://")
                        + request.request().authority());
        return dashboard + BACK;
    }

    private static void page(RoutingContext request, int code, String sentence) {
        answer(request, code, "<p>" + sentence + "</p><p><a href=\"" + Access.SIGN_IN_PAGE + "\">Sign in</a></p>");
    }

    /** A page for people, who have come here by a link. */
    private static void answer(RoutingContext request, int code, String body) {
        request.response()
                .setStatusCode(code)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end("<!doctype html><html lang=\"en\"><title>Lorkd</title>" + body + "</html>");
    }
}
