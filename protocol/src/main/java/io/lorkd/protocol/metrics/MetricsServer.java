package io.lorkd.protocol.metrics;

import io.lorkd.protocol.command.RunFailedException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code GET /metrics} in Prometheus' text form, and nothing else. */
final class MetricsServer extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final MetricsSection where;
    private final PrometheusMeterRegistry registry;
    private HttpServer server;

    MetricsServer(MetricsSection where, PrometheusMeterRegistry registry) {
        this.where = where;
        this.registry = registry;
    }

    @Override
    public Future<?> start() {
        server = vertx.createHttpServer(
                        new HttpServerOptions().setHost(where.host()).setPort(where.port()))
                .requestHandler(this::answer);
        return server.listen()
                .onSuccess(listening -> LOG.info("metrics: http://{}:{}/metrics", where.host(), server.actualPort()))
                .recover(e -> Future.failedFuture(new RunFailedException(
                        "the metrics' port " + where.host() + ":" + where.port() + " cannot be opened: "
                                + e.getMessage() + "; end what uses it, or choose another port (metrics.port)",
                        e)));
    }

    int port() {
        return server.actualPort();
    }

    private void answer(HttpServerRequest request) {
        if (!request.path().equals("/metrics")) {
            request.response().setStatusCode(404).end();
        } else if (request.method() != HttpMethod.GET) {
            request.response()
                    .setStatusCode(405)
                    .putHeader(HttpHeaders.ALLOW, "GET")
                    .end();
        } else {
            // Not on the event loop, which has rounds to take on.
            vertx.executeBlocking(() -> registry.scrape(), false)
                    .onSuccess(text -> request.response()
                            .putHeader(HttpHeaders.CONTENT_TYPE, TEXT)
                            .end(text))
                    .onFailure(e -> {
                        LOG.error("the metrics could not be read", e);
                        request.response().setStatusCode(500).end();
                    });
        }
    }
}
