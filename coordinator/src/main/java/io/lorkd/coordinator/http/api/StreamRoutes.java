package io.lorkd.coordinator.http.api;

import io.lorkd.coordinator.http.Routes;
import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.answer.Json;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.view.LiveView;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.time.Duration;

import static java.util.Objects.requireNonNull;

/**
 * {@code GET /api/v1/stream}: what changes, as server-sent events. The header {@code Last-Event-ID}, which a browser sends that
 * comes back, or the parameter {@code last} says which event somebody saw last; what they missed is told first.
 */
public final class StreamRoutes implements Routes {
    /** More are sent away; each is a connection and a buffer. */
    private static final int MOST_READERS = 256;

    private static final long COME_BACK_MILLIS = 1000;

    /** For how long somebody is waited for who reads nothing of what they are sent. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LiveView view;
    private final JournalThread journal;
    private final Duration patience;
    private Stream stream;

    public StreamRoutes(LiveView view, JournalThread journal) {
        this(view, journal, PATIENCE);
    }

    StreamRoutes(LiveView view, JournalThread journal, Duration patience) {
        this.patience = patience;
        this.view = requireNonNull(view, "view");
        this.journal = requireNonNull(journal, "journal");
    }

    @Override
    public void addTo(Router router, Access access) {
        stream = new Stream(view, journal, Vertx.currentContext(), patience);
        router.get("/api/v1/stream")
                .handler(request -> Query.of(request, query -> {
                    long last = lastEvent(request, query);
                    if (stream.readers() >= MOST_READERS) {
                        Json.refuse(request, 503, MOST_READERS + " read the stream already; come again later");
                    } else {
                        join(request, access, last);
                    }
                }));
    }

    /** How many read. */
    int readers() {
        return stream.readers();
    }

    private void join(RoutingContext request, Access access, long last) {
        HttpServerResponse response = request.response();
        Reader reader = new Reader(response, () -> access.isStillIn(request), last);
        response.putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .setChunked(true)
                .exceptionHandler(e -> stream.leave(reader))
                .closeHandler(closed -> stream.leave(reader));
        reader.write(Frames.comeBackAfter(COME_BACK_MILLIS));
        stream.join(reader);
    }

    /** The header is the newer of the two, since a browser that comes back asks for the same address. */
    private static long lastEvent(RoutingContext request, Query query) {
        String header = request.request().getHeader("Last-Event-ID");
        return header == null || header.isBlank()
                ? query.number("last").orElse(-1)
                : Query.whole("Last-Event-ID", header);
    }
}
