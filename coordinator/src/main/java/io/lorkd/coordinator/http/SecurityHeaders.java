package io.lorkd.coordinator.http;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

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

    /** As HTTP has it (RFC 9110, 5.6.7). */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final boolean secure;
    private final Clock clock;

    /**
     * @param secure whether browsers are to come by TLS from now on
     * @param clock dates answers, so that the page can tell how far a browser's clock is off
     */
    SecurityHeaders(boolean secure, Clock clock) {
        this.secure = secure;
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext request) {
        addTo(request.response().headers());
        request.next();
    }

    void addTo(MultiMap headers) {
        headers.set("Date", DATE.format(clock.instant()))
                .set("Content-Security-Policy", CONTENT_SECURITY_POLICY)
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
