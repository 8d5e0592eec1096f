package io.lorkd.protocol.link.gateway;

import io.vertx.core.eventbus.Message;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The requests that went over a connection and wait for their answers. Belongs to one context. */
final class Unanswered {
    private record Waiting(Message<Object> message, long deadlineNanos) {}

    private final Map<Long, Waiting> waiting = new HashMap<>();
    private long lastId;

    /** Keeps a request, and gives it the id that its answer will name. */
    long add(Message<Object> message, Duration patience) {
        waiting.put(++lastId, new Waiting(message, System.nanoTime() + patience.toNanos()));
        return lastId;
    }

    /** The request that an answer is for, unless whoever asked has given up. */
    Optional<Message<Object>> remove(long id) {
        if (id > lastId) {
            throw new MalformedFrameException("an answer to request " + id + "; only " + lastId + " were sent");
        }
        return Optional.ofNullable(waiting.remove(id)).map(Waiting::message);
    }

    int size() {
        return waiting.size();
    }

    /** Forgets requests that nobody waits for any more. */
    void forgetLate() {
        long now = System.nanoTime();
        for (Iterator<Waiting> all = waiting.values().iterator(); all.hasNext(); ) {
            if (all.next().deadlineNanos() - now < 0) {
                all.remove();
            }
        }
    }

    /** All that wait; none does afterwards. */
    List<Message<Object>> drain() {
        List<Message<Object>> all =
                waiting.values().stream().map(Waiting::message).toList();
        waiting.clear();
        return all;
    }
}
