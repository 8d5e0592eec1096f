package io.lorkd.protocol.link;

import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ControlMessage;
import io.lorkd.protocol.message.MalformedMessageException;
import io.lorkd.protocol.message.MessageCodec;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.SchemaException;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

/** Typed messages and answers over the event bus. */
public final class Messenger {
    /** How long {@link #tell(String, ControlMessage)} waits: generous for an answer that needs no work. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Messenger.class);

    private final Vertx vertx;

    public Messenger(Vertx vertx) {
        this.vertx = Objects.requireNonNull(vertx, "vertx");
    }

    /** Sends a message and waits for its answer for {@link #PATIENCE}; see {@link #tell(String, ControlMessage, Duration)}. */
    public Future<Answer> tell(String address, ControlMessage message) {
        return tell(address, message, PATIENCE);
    }

    /**
     * Sends a message and waits for its answer. Refusals are answers.
     *
     * <p>Fails with {@link NoAnswerException} if none came, {@link SchemaException} if the peer answers in another version
     * of the protocol, and {@link MalformedMessageException} if the answer cannot be read.
     *
     * @param message a {@link ToCoordinator} or {@link ToSite}
     */
    public Future<Answer> tell(String address, ControlMessage message, Duration patience) {
        DeliveryOptions options = MessageHeader.patience(new DeliveryOptions(), patience);
        return vertx.eventBus()
                .request(address, MessageCodec.encode(message), options)
                .transform(result -> result.failed()
                        ? Future.failedFuture(noAnswer(address, message, patience, result.cause()))
                        : Future.succeededFuture(MessageCodec.answer(text(result.result()))));
    }

    /** Takes the coordinator's messages until the consumer is unregistered; see {@link #onSiteMessage}. */
    public MessageConsumer<?> onCoordinatorMessage(Function<ToCoordinator, Future<Answer>> handler) {
        return listen(Address.coordinator(), MessageCodec::toCoordinator, handler);
    }

    /**
     * Takes a site's messages until the consumer is unregistered. The handler runs on the context this is called from.
     * What cannot be read, and what the handler fails on, is logged and refused here. On a clustered link the address is
     * reachable once the consumer's {@code completion()} is.
     */
    public MessageConsumer<?> onSiteMessage(String site, Function<ToSite, Future<Answer>> handler) {
        return listen(Address.site(site), MessageCodec::toSite, handler);
    }

    private <M> MessageConsumer<?> listen(
            String address, Function<String, M> decoder, Function<M, Future<Answer>> handler) {
        return vertx.eventBus()
                .<Object>consumer(
                        address, message -> answer(message, decoder, handler).onSuccess(message::reply));
    }

    /** The encoded answer. Never fails and never throws: whoever asks is answered. */
    private static <M> Future<String> answer(
            Message<Object> message, Function<String, M> decoder, Function<M, Future<Answer>> handler) {
        M decoded;
        try {
            decoded = decoder.apply(text(message));
        } catch (SchemaException e) {
            return refuseUnread(message, Refusal.SCHEMA, e);
        } catch (MalformedMessageException e) {
            return refuseUnread(message, Refusal.MALFORMED, e);
        }
        return Future.succeededFuture(decoded)
                .compose(known -> Objects.requireNonNull(handler.apply(known), "the handler's future"))
                .map(answer -> MessageCodec.encode(Objects.requireNonNull(answer, "the handler's answer")))
                .recover(e -> {
                    LOG.error(
                            "could not answer {} to {}: {}",
                            decoded.getClass().getSimpleName(),
                            message.address(),
                            e.getMessage(),
                            RunFailedException.trace(e));
                    return refused(
                            Refusal.INTERNAL, "an internal failure; the log of the side that answers describes it");
                });
    }

    /** The JSON that a message brings; null, which no decoder takes, where it brings something else. */
    private static String text(Message<?> message) {
        return message.body() instanceof String json ? json : null;
    }

    private static Future<String> refuseUnread(Message<?> message, Refusal refusal, RuntimeException why) {
        LOG.warn("refused a message to {}: {}", message.address(), why.getMessage());
        return refused(refusal, why.getMessage());
    }

    private static Future<String> refused(Refusal refusal, String reason) {
        return Future.succeededFuture(MessageCodec.encode(new Answer.Refused(refusal, reason)));
    }

    private static NoAnswerException noAnswer(
            String address, ControlMessage message, Duration patience, Throwable cause) {
        String what = message.getClass().getSimpleName() + " to " + address + " was not answered: ";
        if (cause instanceof ReplyException reply) {
            what += switch (reply.failureType()) {
                case NO_HANDLERS -> "nobody listens there";
                case TIMEOUT -> "no answer within " + patience.toMillis() + " ms";
                default -> reply.getMessage();
            };
        } else {
            what += cause.getMessage();
        }
        return new NoAnswerException(what, cause);
    }
}
