package io.lorkd.coordinator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.coordinator.run.RunStatus;
import io.lorkd.protocol.command.RunFailedException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.util.Map;
import java.util.function.Supplier;

import static java.util.Objects.requireNonNull;

/** {@code GET /health} says that the coordinator answers; {@code GET /api/v1/status} is a {@link RunStatus}. */
public final class StatusApi extends VerticleBase {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String host;
    private final int port;
    private final Supplier<Future<RunStatus>> status;

    /** In a field: a server that nothing refers to is closed by the garbage collector. */
    private HttpServer server;

    /** @param port 0 takes any that is free */
    public StatusApi(String host, int port, Supplier<Future<RunStatus>> status) {
        this.host = requireNonNull(host, "host");
        this.port = port;
        this.status = requireNonNull(status, "status");
    }

    /** Fails with {@link RunFailedException} where the port is not to be had. */
    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.get("/health").handler(request -> answer(request, Map.of("status", "up")));
        router.get("/api/v1/status")
                .handler(request ->
                        status.get().onSuccess(now -> answer(request, now)).onFailure(request::fail));
        server = vertx.createHttpServer().requestHandler(router);
        return server.listen(port, host)
                .recover(e -> Future.failedFuture(new RunFailedException(
                        "The status API cannot listen on " + host + ":" + port + " (" + e.getMessage()
                                + "); end what has this port, or give another one (0 takes any)",
                        e)));
    }

    /** The port that it listens on. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public Future<?> stop() {
        return server.close();
    }

    private static void answer(RoutingContext request, Object body) {
        try {
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            request.fail(e);
        }
    }
}
