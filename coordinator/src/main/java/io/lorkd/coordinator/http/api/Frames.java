package io.lorkd.coordinator.http.api;

import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.http.answer.Json;
import io.lorkd.coordinator.view.Changes;
import io.vertx.core.buffer.Buffer;

import java.util.Map;

/** What the stream says, as server-sent events (WHATWG HTML, 9.2). Each is written once, for all who read. */
final class Frames {
    private Frames() {}

    /** After how many milliseconds a browser comes back that lost the stream. */
    static Buffer comeBackAfter(long millis) {
        return Buffer.buffer("retry: " + millis + "\n\n");
    }

    /** That the line is there still. */
    static Buffer pulse() {
        return Buffer.buffer(":\n\n");
    }

    /** The changes, but for the events. */
    static Buffer of(Changes changes) {
        StringBuilder text = new StringBuilder();
        changes.overview().ifPresent(overview -> frame(text, "overview", overview));
        if (!changes.sites().isEmpty()) {
            frame(text, "sites", Map.of("sites", changes.sites()));
        }
        changes.rounds().forEach(round -> frame(text, "round", round));
        return Buffer.buffer(text.toString());
    }

    static Buffer of(EventRow event) {
        StringBuilder text = new StringBuilder();
        text.append("id: ").append(event.id()).append('\n');
        frame(text, "event", event);
        return Buffer.buffer(text.toString());
    }

    /** JSON has no line breaks of its own. */
    private static void frame(StringBuilder text, String name, Object data) {
        text.append("event: ")
                .append(name)
                .append("\ndata: ")
                .append(Json.text(data))
                .append("\n\n");
    }
}
