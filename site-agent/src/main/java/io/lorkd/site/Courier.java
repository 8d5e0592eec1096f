package io.lorkd.site;

import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.MalformedMessageException;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.SchemaException;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToCoordinator.AskPlan;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Heartbeat;
import io.lorkd.protocol.message.ToCoordinator.Measured;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.lorkd.site.crash.SiteCrashPoint;
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

    /** Where the site can be told to halt, before a message is sent and after it is answered. */
    private record Places(SiteCrashPoint sending, SiteCrashPoint answered) {
        static Places of(ToCoordinator message) {
            if (message instanceof Enrol || message instanceof AskPlan) {
                return new Places(SiteCrashPoint.ENROL_SENDING, SiteCrashPoint.ENROL_ANSWERED);
            } else if (message instanceof Heartbeat) {
                return new Places(SiteCrashPoint.HEARTBEAT_SENDING, SiteCrashPoint.HEARTBEAT_ANSWERED);
            } else if (message instanceof UpdateReady) {
                return new Places(SiteCrashPoint.UPDATE_ANNOUNCING, SiteCrashPoint.UPDATE_ANNOUNCED);
            } else if (message instanceof Measured) {
                return new Places(SiteCrashPoint.MEASURED_SENDING, SiteCrashPoint.MEASURED_ANSWERED);
            } else if (message instanceof WorkFailed) {
                return new Places(SiteCrashPoint.WORK_FAILED_SENDING, SiteCrashPoint.WORK_FAILED_ANSWERED);
            } else {
                return new Places(SiteCrashPoint.REPORT_SENDING, SiteCrashPoint.REPORT_ANSWERED);
            }
        }
    }

    private final Vertx vertx;
    private final Messenger messenger;
    private final Backoff backoff;
    private final Silence silence;

    Courier(Vertx vertx, String site, Backoff backoff) {
        this.vertx = vertx;
        this.messenger = new Messenger(vertx);
        this.backoff = backoff;
        this.silence = new Silence(site);
    }

    /** Says it once. What cannot be read on one of the two sides is a refusal too. */
    Future<Answer> tell(ToCoordinator message) {
        return tell(message, message instanceof UpdateReady ? STAGING : Messenger.PATIENCE);
    }

    /** As {@link #tell(ToCoordinator)}, with the time that an answer may take. */
    Future<Answer> tell(ToCoordinator message, Duration patience) {
        Places places = Places.of(message);
        places.sending.reached();
        return send(message, patience).onComplete(silence).onSuccess(answer -> places.answered.reached());
    }

    private Future<Answer> send(ToCoordinator message, Duration patience) {
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
                retry(delivery, attempt, backoff.pauseMillis(attempt));
            } else {
                heard(delivery, attempt, result.result());
            }
        });
    }

    private void heard(Delivery delivery, int attempt, Answer answer) {
        if (answer instanceof Answer.Wait wait) {
            retry(delivery, 1, Backoff.afterWait(wait.retryAfter()));
        } else if (answer instanceof Answer.Refused refused && passes(delivery.message, refused.refusal())) {
            if (attempt == 1) {
                LOG.info("{} was refused ({}: {}); trying again", delivery.what(), refused.refusal(), refused.reason());
            }
            retry(delivery, attempt, backoff.pauseMillis(attempt));
        } else if (answer instanceof Answer.Refused refused && refused.refusal() == Refusal.UNKNOWN_SITE) {
            delivery.stranger.get().onComplete(done -> retry(delivery, attempt, backoff.pauseMillis(attempt)));
        } else {
            delivery.decided.complete(answer);
        }
    }

    private static boolean passes(ToCoordinator message, Refusal refusal) {
        return switch (refusal) {
            case INTERNAL, TRANSFER_FAILED, BUSY -> true;
            case UNKNOWN_RUN ->
                message instanceof Enrol || message instanceof AskPlan; // a run is over, and the next one has not begun
            case SCHEMA,
                    MALFORMED,
                    SITE_ID_TAKEN,
                    UNKNOWN_SITE,
                    ROUND_CLOSED,
                    STALE,
                    EXCLUDED,
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
