package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.link.MessageHeader;
import io.lorkd.protocol.link.gateway.Frame.Failure;
import io.lorkd.protocol.link.gateway.Frame.Reply;
import io.lorkd.protocol.link.gateway.Frame.Request;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.MessageCodec;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One end of a connection, from its opening to its end: what is asked on this end's event bus at an address of the other end
 * goes over as a frame, what comes over is put to this end's event bus where the {@linkplain AddressRule rules} allow it, and
 * answers go back. Both ends are alike. Belongs to the context that it was opened on.
 *
 * <p>At the end whatever waits for an answer fails at once, so that it can be asked again over the next connection.
 */
public final class Exchange {
    /** WebSocket's own codes for the reasons to close. */
    public static final short GOING_AWAY = 1001;

    static final short PROTOCOL_ERROR = 1002;
    public static final short POLICY = 1008;

    /** No end of ours asks nearly so much at once. */
    private static final int MOST_UNANSWERED = 256;

    /** An end that asks what it may not, again and again, is not one of ours; its log would be ours to fill. */
    private static final int MOST_REFUSALS = 16;

    /** Two chunks and a few messages; the operating system has more. */
    private static final int MOST_UNSENT_BYTES = 1 << 20;

    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);
    private static final Duration MOST_PATIENCE = Duration.ofMinutes(10);
    private static final Set<WebSocketFrameType> CONTROL =
            EnumSet.of(WebSocketFrameType.CLOSE, WebSocketFrameType.PING, WebSocketFrameType.PONG);
    private static final Pattern UNPRINTED = Pattern.compile("\\p{Cntrl}");
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Vertx vertx;
    private final WebSocket socket;
    private final Direction asked;
    private final Identity identity;
    private final String other;
    private final List<MessageConsumer<Object>> consumers = new ArrayList<>();
    private final Unanswered unanswered = new Unanswered();
    private final ChunkTurns turns = new ChunkTurns();
    private final Promise<String> ended = Promise.promise();
    private final long pings;
    private int answering;
    private int refusals;
    private String reason = "the connection was lost";
    private boolean over;

    private Exchange(
            Vertx vertx, WebSocket socket, Direction asked, Identity identity, LineSettings line, String other) {
        this.vertx = vertx;
        this.socket = socket;
        this.asked = asked;
        this.identity = identity;
        this.other = other;
        this.pings = vertx.setPeriodic(line.ping().toMillis(), tick -> ping());
    }

    /**
     * Takes over a socket that was just opened. Called on the socket's context.
     *
     * @param asked which requests come in over it
     * @param other who is at the other end, for the log
     */
    public static Exchange over(
            Vertx vertx, WebSocket socket, Direction asked, Identity identity, LineSettings line, String other) {
        Exchange exchange = new Exchange(vertx, socket, asked, identity, line, other);
        socket.setWriteQueueMaxSize(MOST_UNSENT_BYTES);
        socket.frameHandler(exchange::onFrame);
        socket.exceptionHandler(e -> LOG.debug("{}: {}", other, e.toString()));
        socket.closeHandler(closed -> exchange.end());
        return exchange;
    }

    /** Lets this end's event bus ask the other end. Succeeds once the whole of it knows. */
    public Future<Void> listen() {
        Direction asking = asked == Direction.FROM_SITE ? Direction.TO_SITE : Direction.FROM_SITE;
        AddressRule.addresses(asking, identity)
                .forEach(address -> consumers.add(vertx.eventBus().consumer(address, this::onMessage)));
        return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
                .mapEmpty();
    }

    /** Succeeds with the reason when the connection is over, and the event bus asks nothing of it any more. */
    public Future<String> ended() {
        return ended.future();
    }

    /** Closes the connection and tells the other end why. */
    public void close(short code, String why) {
        if (!over) {
            reason = why;
            socket.close(code, why);
            end();
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        if (socket.closeReason() != null) {
            reason = socket.closeReason();
        }
        vertx.cancelTimer(pings);
        turns.forgetWaiting();
        unanswered.drain().forEach(message -> message.fail(FailureCode.UNAVAILABLE, reason));
        Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
                .onComplete(unregistered -> ended.complete(reason));
    }

    /** The socket's idle timeouts do the rest: whatever arrives shows that the other end is there. */
    private void ping() {
        unanswered.forgetLate();
        socket.writePing(Buffer.buffer());
    }

    // What this end's event bus asks.

    private void onMessage(Message<Object> message) {
        if (over || unanswered.size() >= MOST_UNANSWERED || socket.writeQueueFull()) {
            message.fail(FailureCode.UNAVAILABLE, over ? reason : "the other end does not take what it is sent");
            return;
        }
        Duration patience = patience(message);
        long id = unanswered.add(message, patience);
        try {
            socket.writeBinaryMessage(FrameCodec.encode(
                    new Request(id, (int) patience.toMillis(), message.address(), Content.of(message))));
        } catch (IllegalArgumentException e) {
            unanswered.remove(id);
            message.fail(FailureCode.UNFIT, e.getMessage());
        }
    }

    private static Duration patience(Message<?> message) {
        return MessageHeader.PATIENCE
                .in(message.headers())
                .map(millis -> atMost(Long.parseLong(millis)))
                .orElse(DEFAULT_PATIENCE);
    }

    private static Duration atMost(long millis) {
        return Duration.ofMillis(Math.max(1, Math.min(millis, MOST_PATIENCE.toMillis())));
    }

    private void onReply(Reply reply) {
        unanswered
                .remove(reply.id())
                .ifPresent(message ->
                        message.reply(reply.content().body(), reply.content().options()));
    }

    private void onFailure(Failure failure) {
        unanswered
                .remove(failure.id())
                .ifPresent(message ->
                        message.reply(new ReplyException(failure.failure(), failure.code(), failure.reason())));
    }

    // What the other end asks.

    private void onFrame(WebSocketFrame frame) {
        if (over || CONTROL.contains(frame.type())) {
            return;
        }
        if (!frame.isBinary() || !frame.isFinal()) {
            breakOff("a " + frame.type() + " frame; expected whole binary ones");
            return;
        }
        try {
            Frame decoded = FrameCodec.decode(frame.binaryData());
            if (decoded instanceof Request request) {
                onRequest(request);
            } else if (decoded instanceof Reply reply) {
                onReply(reply);
            } else if (decoded instanceof Failure failure) {
                onFailure(failure);
            }
        } catch (MalformedFrameException e) {
            breakOff(e.getMessage());
        }
    }

    private void breakOff(String why) {
        LOG.warn("closed the connection of {}: {}", other, why);
        close(PROTOCOL_ERROR, "malformed frame");
    }

    /** A request counts until its answer has left: whoever asks and does not listen fills no memory. */
    private void onRequest(Request request) {
        if (answering == 2 * MOST_UNANSWERED) {
            LOG.warn("closed the connection of {}: it asks on and on and takes no answer", other);
            close(POLICY, "too much is asked at once");
            return;
        }
        answering++;
        if (request.content().header(MessageHeader.DIGEST).isEmpty()) {
            judge(request).onComplete(left -> answering--);
        } else {
            turns.take(() -> judge(request).onComplete(left -> {
                answering--;
                turns.done();
            }));
        }
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
            return write(new Reply(request.id(), new Content(Map.of(), answer)));
        }
        return relay(request);
    }

    private void refused(Request request, String why) {
        LOG.warn(
                "refused {} to ask at {}: {}",
                other,
                request.address(),
                UNPRINTED.matcher(why).replaceAll("?"));
        if (++refusals == MOST_REFUSALS) {
            LOG.warn("closed the connection of {}: {} requests were refused", other, refusals);
            close(POLICY, "too many requests were refused");
        }
    }

    /** Puts a request to this end's event bus; completes when the answer has left. */
    private Future<Void> relay(Request request) {
        Content content = request.content();
        return vertx.eventBus()
                .request(
                        request.address(),
                        content.body(),
                        MessageHeader.patience(content.options(), atMost(request.patienceMillis())))
                .transform(result -> answer(request, result));
    }

    private Future<Void> answer(Request request, AsyncResult<Message<Object>> result) {
        if (result.succeeded()) {
            try {
                return write(new Reply(request.id(), Content.of(result.result())));
            } catch (IllegalArgumentException e) {
                LOG.error("an answer at {} cannot go to {}: {}", request.address(), other, e.getMessage());
                return fail(request, FailureCode.UNFIT, e.getMessage());
            }
        }
        if (result.cause() instanceof ReplyException e) {
            return write(new Failure(request.id(), e.failureType(), e.failureCode(), e.getMessage()));
        }
        return fail(request, FailureCode.UNAVAILABLE, result.cause().getMessage());
    }

    private Future<Void> fail(Request request, int code, String why) {
        return write(new Failure(request.id(), ReplyFailure.RECIPIENT_FAILURE, code, why));
    }

    private Future<Void> write(Frame frame) {
        return over ? Future.succeededFuture() : socket.writeBinaryMessage(FrameCodec.encode(frame));
    }
}
