package io.lorkd.site.console;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** What every answer tells a browser: to load nothing from another host, to run no script but ours, to show it in no frame. */
final class ConsoleHeaders implements Handler<RoutingContext> {
    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'");

    @Override
    public void handle(RoutingContext request) {
        request.response()
                .headers()
                .set("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .set("X-Content-Type-Options", "nosniff")
                .set("X-Frame-Options", "DENY")
                .set("Referrer-Policy", "no-referrer")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set("Cross-Origin-Resource-Policy", "same-origin");
        request.next();
    }
}
