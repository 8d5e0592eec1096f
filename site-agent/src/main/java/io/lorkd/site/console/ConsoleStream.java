package io.lorkd.site.console;

import io.lorkd.site.console.answer.Answers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells open pages what changes, by server-sent events: {@code site} (the present), {@code steps} and {@code rounds} (those
 * that are new or have changed; all that are kept, at first). On the console's event loop.
 */
final class ConsoleStream {
    static final int MOST_READERS = 8;

    private static final long TICK_MILLIS = 400;

    /** Ticks between two words of the present though nothing has happened: memory changes all the same. */
    private static final int IDLE_TICKS = 10;

    private final SiteAnswers answers;
    private final Set<Reader> readers = new LinkedHashSet<>();

    ConsoleStream(Vertx vertx, SiteAnswers answers) {
        this.answers = answers;
        vertx.setPeriodic(TICK_MILLIS, tick -> List.copyOf(readers).forEach(Reader::tell));
    }

    void open(RoutingContext request) {
        if (readers.size() >= MOST_READERS) {
            Answers.refuse(request, 503, MOST_READERS + " pages are open already; close one");
            return;
        }
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .setChunked(true);
        Reader reader = new Reader(response);
        readers.add(reader);
        response.closeHandler(closed -> readers.remove(reader));
        response.exceptionHandler(failed -> readers.remove(reader));
        reader.tell();
    }

    private final class Reader {
        private final HttpServerResponse response;
        private long version = -1;
        private long step;
        private long roundVersion;
        private int idle;

        private Reader(HttpServerResponse response) {
            this.response = response;
        }

        private void tell() {
            if (response.writeQueueFull()) {
                // It reads slower than things happen; it finds all that is kept when it comes again.
                readers.remove(this);
                response.reset();
                return;
            }
            long present = answers.view().now().version();
            if (present == version && ++idle < IDLE_TICKS) {
                return;
            }
            version = present;
            idle = 0;
            write("site", answers.site());
            List<ConsoleView.Step> steps = answers.view().stepsAfter(step);
            if (!steps.isEmpty()) {
                step = steps.get(steps.size() - 1).number();
                JsonArray told = new JsonArray();
                steps.forEach(each -> told.add(SiteAnswers.step(each)));
                write("steps", new JsonObject().put("steps", told));
            }
            List<ConsoleView.Round> rounds = answers.view().roundsAfter(roundVersion);
            if (!rounds.isEmpty()) {
                roundVersion = rounds.get(rounds.size() - 1).version();
                JsonArray told = new JsonArray();
                rounds.forEach(each -> told.add(SiteAnswers.round(each)));
                write("rounds", new JsonObject().put("rounds", told));
            }
        }

        private void write(String event, JsonObject data) {
            response.write("event: " + event + "\ndata: " + data.encode() + "\n\n");
        }
    }
}
