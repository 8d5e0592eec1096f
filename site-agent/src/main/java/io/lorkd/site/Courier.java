package io.lorkd.site;

import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.MalformedMessageException;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.SchemaException;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Brings messages to the coordinator: says them again, after a pause that grows, until there is an answer that decides.
 * The event bus may lose any message or answer, and every message may be heard twice.
 */
final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    /** An update is answered once it is pulled and staged. */
    private static final Duration STAGING = Duration.ofSeconds(60);

    private final Vertx vertx;
    private final Messenger messenger;
    private final Backoff backoff;

    Courier(Vertx vertx, Backoff backoff) {
        this.vertx = vertx;
        this.messenger = new Messenger(vertx);
        this.backoff = backoff;
    }

    /** Says it once. What cannot be read on one of the two sides is a refusal too. */
    Future<Answer> tell(ToCoordinator message) {
        Duration patience = message instanceof UpdateReady ? STAGING : Messenger.PATIENCE;
        return messenger.tell(Address.coordinator(), message, patience).recover(failure -> {
            if (failure instanceof SchemaException) {
                return Future.succeededFuture(new Answer.Refused(Refusal.SCHEMA, failure.getMessage()));
            }
            if (failure instanceof MalformedMessageException) {
                return Future.succeededFuture(new Answer.Refused(Refusal.MALFORMED, failure.getMessage()));
            }
            return Future.failedFuture(failure);
        });
    }

    /**
     * Says it until it is answered with anything but {@link Answer.Wait} and refusals that pass. Fails with {@link
     * CancellationException} once it is not wanted any more.
     *
     * @param wanted asked before each try and after each answer
     * @param stranger what to do before the next try when the coordinator does not know the site
     */
    Future<Answer> deliver(ToCoordinator message, BooleanSupplier wanted, Supplier<Future<?>> stranger) {
        Promise<Answer> decided = Promise.promise();
        attempt(new Delivery(message, wanted, stranger, decided), 1);
        return decided.future();
    }

    private record Delivery(
            ToCoordinator message, BooleanSupplier wanted, Supplier<Future<?>> stranger, Promise<Answer> decided) {
        String what() {
            return message.getClass().getSimpleName();
        }
    }

    private void attempt(Delivery delivery, int attempt) {
        if (!delivery.wanted.getAsBoolean()) {
            delivery.decided.fail(new CancellationException(delivery.what() + " is not wanted any more"));
            return;
        }
        tell(delivery.message).onComplete(result -> {
            if (result.failed()) {
                LOG.info("{}; trying again", result.cause().getMessage());
                retry(delivery, attempt, backoff.pauseMillis(attempt));
            } else {
                heard(delivery, attempt, result.result());
            }
        });
    }

    private void heard(Delivery delivery, int attempt, Answer answer) {
        if (answer instanceof Answer.Wait wait) {
            LOG.info("the coordinator asks to wait with {}: {}", delivery.what(), wait.reason());
            retry(delivery, 1, Math.max(1, wait.retryAfter().toMillis()));
        } else if (answer instanceof Answer.Refused refused && passes(refused.refusal())) {
            LOG.info("{} was refused ({}: {}); trying again", delivery.what(), refused.refusal(), refused.reason());
            retry(delivery, attempt, backoff.pauseMillis(attempt));
        } else if (answer instanceof Answer.Refused refused && refused.refusal() == Refusal.UNKNOWN_SITE) {
            delivery.stranger.get().onComplete(done -> retry(delivery, attempt, backoff.pauseMillis(attempt)));
        } else {
            delivery.decided.complete(answer);
        }
    }

    private static boolean passes(Refusal refusal) {
        return switch (refusal) {
            case INTERNAL, TRANSFER_FAILED, BUSY -> true;
            case SCHEMA,
                    MALFORMED,
                    SITE_ID_TAKEN,
                    UNKNOWN_SITE,
                    UNKNOWN_RUN,
                    ROUND_CLOSED,
                    STALE,
                    NOT_OFFERED,
                    NOT_IN_MANIFEST,
                    NOT_FINITE,
                    NOT_IN_PLAN -> false;
        };
    }

    private void retry(Delivery delivery, int attempt, long pauseMillis) {
        vertx.setTimer(pauseMillis, timer -> attempt(delivery, attempt + 1));
    }
}
