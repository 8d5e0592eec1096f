package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.link.MessageHeader;
import io.lorkd.protocol.link.gateway.Frame.Failure;
import io.lorkd.protocol.link.gateway.Frame.Reply;
import io.lorkd.protocol.link.gateway.Frame.Request;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What this end's event bus asks the other end: out as requests, back as replies. Belongs to its connection's context. */
final class Asking {
    /** No end of ours asks nearly so much at once. */
    static final int MOST_UNANSWERED = 256;

    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);
    private static final Duration MOST_PATIENCE = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final Wire wire;
    private final List<MessageConsumer<Object>> consumers = new ArrayList<>();
    private final Unanswered unanswered = new Unanswered();

    Asking(Vertx vertx, Wire wire) {
        this.vertx = vertx;
        this.wire = wire;
    }

    /** Takes what is asked at these addresses. Succeeds once the whole event bus knows. */
    Future<Void> listen(List<String> addresses) {
        addresses.forEach(address -> consumers.add(vertx.eventBus().consumer(address, this::onMessage)));
        return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
                .mapEmpty();
    }

    private void onMessage(Message<Object> message) {
        if (wire.isFull() || unanswered.size() >= MOST_UNANSWERED) {
            message.fail(FailureCode.UNAVAILABLE, "the connection takes no more just now");
            return;
        }
        long id = 0;
        try {
            Duration patience = patience(message);
            id = unanswered.add(message, patience);
            wire.write(new Request(id, (int) patience.toMillis(), message.address(), Content.of(message)));
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

    static Duration atMost(long millis) {
        return Duration.ofMillis(Math.max(1, Math.min(millis, MOST_PATIENCE.toMillis())));
    }

    /** @throws MalformedFrameException if nothing was asked that it could answer */
    void onReply(Reply reply) {
        unanswered
                .remove(reply.id())
                .ifPresent(message ->
                        message.reply(reply.content().body(), reply.content().options()));
    }

    /** @throws MalformedFrameException if nothing was asked that it could answer */
    void onFailure(Failure failure) {
        unanswered
                .remove(failure.id())
                .ifPresent(message ->
                        message.reply(new ReplyException(failure.failure(), failure.code(), failure.reason())));
    }

    void forgetLate() {
        unanswered.forgetLate();
    }

    /** Fails what waits, and listens no more. Completes when the whole event bus knows. */
    Future<Void> end(String why) {
        unanswered.drain().forEach(message -> message.fail(FailureCode.UNAVAILABLE, why));
        return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
                .mapEmpty();
    }
}
