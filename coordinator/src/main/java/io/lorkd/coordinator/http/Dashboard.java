package io.lorkd.coordinator.http;

import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.answer.Json;
import io.lorkd.coordinator.http.answer.Refusals;
import io.lorkd.coordinator.time.WallClock;
import io.lorkd.protocol.command.RunFailedException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import static java.util.Objects.requireNonNull;

/**
 * The coordinator's HTTP server. It answers {@code GET /health} with whether it is up, to anybody; everything else is a room's
 * ({@link Routes}), and is for people and programs that have signed in ({@link Access}).
 */
public final class Dashboard extends VerticleBase {
    private static final Set<String> TLS_VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

    private final HttpSettings settings;
    private final Access access;
    private final List<Routes> rooms;

    /** In a field: a server that nothing refers to is closed by the garbage collector. */
    private HttpServer server;

    private Router router;

    public Dashboard(HttpSettings settings, Access access, List<Routes> rooms) {
        this.settings = requireNonNull(settings, "settings");
        this.access = requireNonNull(access, "access");
        this.rooms = List.copyOf(rooms);
    }

    /**
     * Fails with {@link RunFailedException} where the port is not to be had, and with {@link
     * io.lorkd.protocol.InvalidConfigurationException} where the certificate cannot be used.
     */
    @Override
    public Future<?> start() {
        router = router();
        server = vertx.createHttpServer(options()).requestHandler(router);
        return server.listen(settings.port(), settings.host())
                .recover(e -> Future.failedFuture(new RunFailedException(
                        "The dashboard cannot listen on " + settings.host() + ":" + settings.port() + " ("
                                + e.getMessage() + "); end what has this port, or give another one (0 takes any)",
                        e)));
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions();
        settings.tls().ifPresent(HttpSettings.Tls::check);
        settings.tls()
                .ifPresent(files -> options.setSsl(true)
                        .setUseAlpn(true)
                        .setEnabledSecureTransportProtocols(TLS_VERSIONS)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(files.certificate().toString())
                                .setKeyPath(files.key().toString())));
        return options;
    }

    private Router router() {
        Router router = Router.router(vertx);
        Refusals.addTo(router);
        router.route().handler(new SecurityHeaders(settings.isSecure(), WallClock.ofMachine()));
        router.get("/health").handler(request -> Json.answer(request, Map.of("status", "up")));
        router.route().handler(new Callers(settings));
        router.route().handler(access.sessions());
        rooms.forEach(room -> room.addOpenTo(router));
        // Whatever comes after this asks for a session, whether its own route does or not.
        router.route().handler(access.viewer());
        rooms.forEach(room -> room.addTo(router, access));
        return router;
    }

    /** Where the dashboard answers, as {@code GET /path}, with {@code :name} for a part of the path that may be anything. */
    public Set<String> addresses() {
        Set<String> addresses = new TreeSet<>();
        for (Route route : router.getRoutes()) {
            if (route.getPath() != null && route.methods() != null) {
                route.methods().forEach(method -> addresses.add(method + " " + route.getPath()));
            }
        }
        return addresses;
    }

    /** The port that it listens on. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public Future<?> stop() {
        return server.close();
    }
}
