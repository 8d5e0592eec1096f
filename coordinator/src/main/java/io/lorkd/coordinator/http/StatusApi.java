package io.lorkd.coordinator.http;

import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.run.RoundScheduler;
import io.lorkd.protocol.command.RunFailedException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;

import java.util.Map;

import static java.util.Objects.requireNonNull;

/**
 * {@code GET /health} says that the coordinator answers; {@code GET /api/v1/status} is a {@link
 * io.lorkd.coordinator.run.RunStatus}; {@code GET /api/v1/ledgers} has the last head of each site's egress ledger that the
 * journal knows, by site. What may be ordered is in {@link RunOrders}.
 */
public final class StatusApi extends VerticleBase {
    private final String host;
    private final int port;
    private final RoundScheduler scheduler;

    private final JournalThread journal;

    /** In a field: a server that nothing refers to is closed by the garbage collector. */
    private HttpServer server;

    /** @param port 0 takes any that is free */
    public StatusApi(String host, int port, RoundScheduler scheduler, JournalThread journal) {
        this.host = requireNonNull(host, "host");
        this.port = port;
        this.scheduler = requireNonNull(scheduler, "scheduler");
        this.journal = requireNonNull(journal, "journal");
    }

    /** Fails with {@link RunFailedException} where the port is not to be had. */
    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.get("/health").handler(request -> Json.answer(request, Map.of("status", "up")));
        router.get("/api/v1/status")
                .handler(request -> scheduler
                        .status()
                        .onSuccess(now -> Json.answer(request, now))
                        .onFailure(request::fail));
        router.get("/api/v1/ledgers")
                .handler(request -> journal.ask(open -> open.rounds().ledgerHeads())
                        .onSuccess(heads -> Json.answer(request, heads))
                        .onFailure(request::fail));
        new RunOrders(scheduler).addTo(router);
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
}
