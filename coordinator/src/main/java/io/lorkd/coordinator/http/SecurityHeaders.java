package io.lorkd.coordinator.http;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/** What every answer tells a browser: to load nothing from another host, to run no script but ours, to show it in no frame. */
final class SecurityHeaders implements Handler<RoutingContext> {
    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "font-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'");

    private static final String ONE_YEAR = "max-age=31536000";

    private final boolean secure;

    /** @param secure whether browsers are to come by TLS from now on */
    SecurityHeaders(boolean secure) {
        this.secure = secure;
    }

    @Override
    public void handle(RoutingContext request) {
        addTo(request.response().headers());
        request.next();
    }

    void addTo(MultiMap headers) {
        headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .set("X-Content-Type-Options", "nosniff")
                .set("X-Frame-Options", "DENY")
                .set("Referrer-Policy", "no-referrer")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set("Cross-Origin-Resource-Policy", "same-origin");
        if (secure) {
            headers.set("Strict-Transport-Security", ONE_YEAR);
        }
    }
}
