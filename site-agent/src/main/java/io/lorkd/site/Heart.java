package io.lorkd.site;

import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator.Heartbeat;
import io.vertx.core.Vertx;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells the coordinator that the site lives, as often as it wants to hear it, and less often while it does not answer: no
 * more than three times as long, since a coordinator that is back should soon know who is there.
 */
final class Heart {
    private static final int LONGEST = 3;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Courier courier;
    private final Supplier<Heartbeat> beat;
    private final Consumer<Answer.Refused> refused;

    private Duration interval = SECOND;
    private Backoff backoff = new Backoff(SECOND, SECOND);
    private boolean beating;
    private long timer;
    private int unheard;

    /**
     * @param beat what is said
     * @param refused hears of each refusal
     */
    Heart(Vertx vertx, Courier courier, Supplier<Heartbeat> beat, Consumer<Answer.Refused> refused) {
        this.vertx = vertx;
        this.courier = courier;
        this.beat = beat;
        this.refused = refused;
    }

    void beatEvery(Duration wanted) {
        interval = Duration.ofMillis(Math.max(1, wanted.toMillis()));
        backoff = new Backoff(interval, interval.multipliedBy(LONGEST));
        beating = true;
        beatAfter(interval.toMillis());
    }

    void stop() {
        beating = false;
        vertx.cancelTimer(timer);
    }

    private void beatAfter(long millis) {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(millis, time -> beat());
    }

    private void beat() {
        courier.tell(beat.get(), patience()).onComplete(result -> {
            if (!beating) {
                return;
            }
            unheard = result.failed() ? unheard + 1 : 0;
            if (result.failed()) {
                beatAfter(backoff.pauseMillis(unheard));
            } else if (result.result() instanceof Answer.Wait wait) {
                beatAfter(Backoff.afterWait(wait.retryAfter()));
            } else {
                beatAfter(interval.toMillis());
            }
            if (result.succeeded() && result.result() instanceof Answer.Refused answer) {
                refused.accept(answer);
            }
        });
    }

    /** A beat that is lost must not make the site silent for as long as any other message may take. */
    private Duration patience() {
        Duration few = interval.multipliedBy(LONGEST);
        Duration atLeast = few.compareTo(SECOND) < 0 ? SECOND : few;
        return atLeast.compareTo(Messenger.PATIENCE) < 0 ? atLeast : Messenger.PATIENCE;
    }
}
