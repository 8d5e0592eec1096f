package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.link.MessageHeader;
import io.lorkd.protocol.link.gateway.Frame.Failure;
import io.lorkd.protocol.link.gateway.Frame.Reply;
import io.lorkd.protocol.link.gateway.Frame.Request;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.MessageCodec;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;

/**
 * What the other end asks: judged, put to this end's event bus, and answered. A request counts until its answer has left, so
 * that whoever asks and does not listen fills no memory. Belongs to its connection's context.
 */
final class Answering {
    /** The other end may have given up on as many as it has open. */
    private static final int MOST_AT_ONCE = 2 * Asking.MOST_UNANSWERED;

    /** An end that asks what it may not, again and again, is not one of ours; its log would be ours to fill. */
    private static final int MOST_REFUSALS = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

    private final Vertx vertx;
    private final Wire wire;
    private final Direction asked;
    private final Identity identity;
    private final String other;
    private final ChunkTurns turns = new ChunkTurns();
    private int open;
    private int refusals;

    Answering(Vertx vertx, Wire wire, Direction asked, Identity identity, String other) {
        this.vertx = vertx;
        this.wire = wire;
        this.asked = asked;
        this.identity = identity;
        this.other = other;
    }

    void onRequest(Request request) {
        if (open == MOST_AT_ONCE) {
            LOG.warn("closed the connection of {}: it asks on and on and takes no answer", other);
            wire.close(Exchange.POLICY, "too much is asked at once");
            return;
        }
        open++;
        if (request.content().header(MessageHeader.DIGEST).isEmpty()) {
            judge(request).onComplete(left -> open--);
        } else {
            turns.take(() -> judge(request).onComplete(left -> {
                open--;
                turns.done();
            }));
        }
    }

    /** Lets nothing begin that waits for its turn. */
    void end() {
        turns.forgetWaiting();
    }

    private Future<Void> judge(Request request) {
        Verdict verdict = AddressRule.judge(asked, identity, request);
        if (verdict instanceof Verdict.Forbidden no) {
            refused(request, no.why());
            return fail(request, FailureCode.FORBIDDEN, no.why());
        }
        if (verdict instanceof Verdict.Unreadable no) {
            refused(request, no.why());
            String answer = MessageCodec.encode(new Answer.Refused(no.refusal(), no.why()));
            return wire.write(new Reply(request.id(), new Content(Map.of(), answer)));
        }
        return relay(request);
    }

    private void refused(Request request, String why) {
        LOG.warn("refused {} to ask at {}: {}", other, request.address(), Printed.of(why));
        if (++refusals == MOST_REFUSALS) {
            LOG.warn("closed the connection of {}: {} requests were refused", other, refusals);
            wire.close(Exchange.POLICY, "too many requests were refused");
        }
    }

    /** Puts a request to this end's event bus; completes when the answer has left. */
    private Future<Void> relay(Request request) {
        Content content = request.content();
        return vertx.eventBus()
                .request(
                        request.address(),
                        content.body(),
                        MessageHeader.patience(content.options(), Asking.atMost(request.patienceMillis())))
                .transform(result -> answer(request, result));
    }

    private Future<Void> answer(Request request, AsyncResult<Message<Object>> result) {
        if (result.succeeded()) {
            try {
                return wire.write(new Reply(request.id(), Content.of(result.result())));
            } catch (IllegalArgumentException e) {
                LOG.error("an answer at {} cannot go to {}: {}", request.address(), other, e.getMessage());
                return fail(request, FailureCode.UNFIT, e.getMessage());
            }
        }
        if (result.cause() instanceof ReplyException e) {
            return wire.write(new Failure(request.id(), e.failureType(), e.failureCode(), e.getMessage()));
        }
        return fail(request, FailureCode.UNAVAILABLE, result.cause().getMessage());
    }

    private Future<Void> fail(Request request, int code, String why) {
        return wire.write(new Failure(request.id(), ReplyFailure.RECIPIENT_FAILURE, code, why));
    }
}
