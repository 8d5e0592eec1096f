package io.lorkd.coordinator.http;

import io.lorkd.coordinator.http.answer.Json;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;

import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses requests that call the dashboard by a name that is not its own, as a page does that had its own name point here (DNS
 * rebinding), and requests to change something that a page of another site makes.
 */
final class Callers implements Handler<RoutingContext> {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** Names that it is called by; empty where it may be any, since a certificate or a proxy answers for the name. */
    private final Optional<Set<String>> names;

    private final Optional<URI> publicUrl;
    private final String scheme;

    Callers(HttpSettings settings) {
        this.publicUrl = settings.publicUrl();
        this.scheme = settings.tls().isPresent() ? "https://" : "http://";
        this.names = settings.isLoopback() || publicUrl.isPresent() ? Optional.of(names(settings)) : Optional.empty();
    }

    private static Set<String> names(HttpSettings settings) {
        Set<String> names = new HashSet<>(THIS_MACHINE);
        names.add(settings.host().contains(":") ? "[" + settings.host() + "]" : lower(settings.host()));
        settings.publicUrl().ifPresent(url -> names.add(lower(url.getHost())));
        return names;
    }

    @Override
    public void handle(RoutingContext request) {
        HostAndPort called = request.request().authority();
        if (called == null || !isOurs(called.host())) {
            Json.refuse(
                    request, 421, "This is not the host that the request names; call the dashboard by its own address");
        } else if (!SAFE.contains(request.request().method()) && !isSameOrigin(request, called)) {
            Json.refuse(request, 403, "The request was made by a page of another site");
        } else {
            request.next();
        }
    }

    private boolean isOurs(String host) {
        return names.map(ours -> ours.contains(lower(host)) || ours.contains("[" + lower(host) + "]"))
                .orElse(true);
    }

    /** Browsers say which site's page makes a request; programs say nothing. */
    private boolean isSameOrigin(RoutingContext request, HostAndPort called) {
        String origin = request.request().getHeader(HttpHeaders.ORIGIN);
        if (origin == null) {
            return true;
        }
        return origin.equals(scheme + called)
                || publicUrl.filter(url -> origin.equals(withoutSlash(url))).isPresent();
    }

    private static String withoutSlash(URI url) {
        return url.toString().replaceFirst("/+$", "");
    }

    private static String lower(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
