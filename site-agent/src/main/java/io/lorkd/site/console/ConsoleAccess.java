package io.lorkd.site.console;

import io.lorkd.site.console.answer.Answers;
import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Who may look: whoever has opened the link that the agent printed. The token in it is exchanged for a cookie, so that it
 * stays in no address; what changes anything asks for a third secret, which only the console's own page can read. All are
 * drawn anew at each start.
 */
final class ConsoleAccess {
    static final String CSRF_HEADER = "X-CSRF-Token";

    private static final int SECRET_BYTES = 32;

    private final String token = secret();
    private final String session = secret();
    private final String csrf = secret();

    private static String secret() {
        byte[] drawn = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(drawn);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
    }

    /** What the printed link has in it. */
    String token() {
        return token;
    }

    /** What an order has in its header {@value #CSRF_HEADER}. */
    String csrf() {
        return csrf;
    }

    /** Gives the cookie for the link's token, and sends the browser to the address without it. */
    Handler<RoutingContext> entrance() {
        return request -> {
            String given = request.request().getParam("token");
            if (given == null) {
                request.next();
            } else if (!same(given, token)) {
                Answers.refuse(
                        request, 401, "The link is not of this start of the agent; open the one it printed last");
            } else {
                request.response()
                        .addCookie(Cookie.cookie(cookieName(request), session)
                                .setHttpOnly(true)
                                .setSameSite(CookieSameSite.STRICT)
                                .setPath("/"))
                        .putHeader(HttpHeaders.LOCATION, "/")
                        .setStatusCode(303)
                        .end();
            }
        };
    }

    /** Lets nobody through without the cookie, and no order without the secret that goes with it. */
    Handler<RoutingContext> guard() {
        return request -> {
            Cookie cookie = request.request().getCookie(cookieName(request));
            HttpMethod method = request.request().method();
            boolean reads = method == HttpMethod.GET || method == HttpMethod.HEAD;
            String proof = request.request().getHeader(CSRF_HEADER);
            if (cookie == null || !same(cookie.getValue(), session)) {
                Answers.refuse(
                        request,
                        401,
                        "Open the link that the agent printed when it was started; it is also in the file "
                                + SiteConsole.LINK_FILE + " of the state folder");
            } else if (!reads && (proof == null || !same(proof, csrf))) {
                Answers.refuse(request, 403, "An order needs the header " + CSRF_HEADER + "; reload the page");
            } else {
                request.next();
            }
        };
    }

    /** Cookies know no ports: two sites' consoles on one machine must not take each other's. */
    private static String cookieName(RoutingContext request) {
        return "lorkd-console-" + request.request().connection().localAddress().port();
    }

    private static boolean same(String found, String expected) {
        return MessageDigest.isEqual(found.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}
