package io.lorkd.coordinator.run;

import io.lorkd.coordinator.time.Time;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What one site is told, in order and one message at a time: each is sent until it is answered. The event bus may lose a
 * message, and a site that missed how a round closed must hear of it before it hears of the next one.
 *
 * <p>What is out of date is withdrawn by whoever sent it, so the line stays short however long the site is away.
 */
final class SiteLine {
    private static final Logger LOG = LoggerFactory.getLogger(SiteLine.class);

    private final String site;
    private final Messenger messenger;
    private final Time time;
    private final Duration pause;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private final List<Promise<Void>> listeners = new ArrayList<>();
    private Entry inFlight;
    private Time.Timer retry = () -> {};

    private record Entry(ToSite message, Consumer<Answer> answered) {}

    /** @param pause how long to wait before an unanswered message is sent again */
    SiteLine(String site, Messenger messenger, Time time, Duration pause) {
        this.site = site;
        this.messenger = messenger;
        this.time = time;
        this.pause = pause;
    }

    void send(ToSite message) {
        send(message, answer -> {});
    }

    /** @param answered hears the answer, unless the message is withdrawn before. {@link Refusal#BUSY} is no answer. */
    void send(ToSite message, Consumer<Answer> answered) {
        waiting.add(new Entry(message, answered));
        advance();
    }

    void withdraw(Predicate<ToSite> outOfDate) {
        waiting.removeIf(entry -> outOfDate.test(entry.message()));
        reportIfIdle();
    }

    /** The site is there again: what waits is sent now. */
    void resume() {
        retry.cancel();
        advance();
    }

    /** Done when nothing waits to be told. */
    Future<Void> idle() {
        Promise<Void> idle = Promise.promise();
        listeners.add(idle);
        reportIfIdle();
        return idle.future();
    }

    private void advance() {
        if (inFlight != null || waiting.isEmpty()) {
            return;
        }
        Entry head = waiting.peek();
        inFlight = head;
        messenger.tell(Address.site(site), head.message()).onComplete(result -> {
            inFlight = null;
            if (result.failed()) {
                LOG.debug("{}; sent again in {}", result.cause().getMessage(), pause);
                pause();
            } else if (isBusy(result.result())) {
                pause();
            } else if (waiting.peek() == head) {
                waiting.remove();
                head.answered().accept(result.result());
                advance();
                reportIfIdle();
            } else {
                advance();
            }
        });
    }

    private static boolean isBusy(Answer answer) {
        return answer instanceof Answer.Wait
                || answer instanceof Answer.Refused refused && refused.refusal() == Refusal.BUSY;
    }

    private void pause() {
        retry.cancel();
        retry = time.after(pause, this::advance);
    }

    private void reportIfIdle() {
        if (waiting.isEmpty()) {
            // Who hears of it may hang up at once, and come by here again.
            List<Promise<Void>> informed = List.copyOf(listeners);
            listeners.clear();
            informed.forEach(Promise::complete);
        }
    }

    /** Stops sending; what waits is not told. */
    void hangUp() {
        waiting.clear();
        retry.cancel();
        reportIfIdle();
    }
}
