package io.lorkd.protocol.link;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.MalformedMessageException;
import io.lorkd.protocol.message.MessageCodec;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.SchemaException;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

import static io.lorkd.protocol.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MessengerTest {
    private static final ToCoordinator HEARTBEAT = new ToCoordinator.Heartbeat("site-a", "instance", Optional.empty());
    private static final ToSite ENDED = new ToSite.RunEnded("run-1", "why");

    private Vertx vertx;
    private Messenger messenger;

    @BeforeEach
    void open() {
        vertx = await(Link.local());
        messenger = new Messenger(vertx);
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void messagesArriveTypedAndAreAnswered() {
        Answer wait = new Answer.Wait(Duration.ofSeconds(1), "not yet");
        messenger.onCoordinatorMessage(
                message -> Future.succeededFuture(message.equals(HEARTBEAT) ? new Answer.Accepted() : wait));
        messenger.onSiteMessage("site-a", message -> Future.succeededFuture(message.equals(ENDED) ? wait : null));

        assertThat(await(messenger.tell(Address.coordinator(), HEARTBEAT))).isEqualTo(new Answer.Accepted());
        assertThat(await(messenger.tell(Address.site("site-a"), ENDED))).isEqualTo(wait);
    }

    @Test
    void anAnswerMayTakeItsTime() {
        Promise<Answer> answer = Promise.promise();
        messenger.onCoordinatorMessage(message -> answer.future());

        Future<Answer> told = messenger.tell(Address.coordinator(), HEARTBEAT);
        assertThat(told.isComplete()).isFalse();
        answer.complete(new Answer.Accepted());

        assertThat(await(told)).isEqualTo(new Answer.Accepted());
    }

    @Test
    void aHandlerThatFailsIsAnInternalRefusal() {
        assertThat(refusal(message -> {
                    throw new IllegalStateException("thrown on purpose");
                }))
                .isEqualTo(Refusal.INTERNAL);
        assertThat(refusal(message -> Future.failedFuture("failed on purpose"))).isEqualTo(Refusal.INTERNAL);
        assertThat(refusal(message -> null)).isEqualTo(Refusal.INTERNAL);
        assertThat(refusal(message -> Future.succeededFuture(null))).isEqualTo(Refusal.INTERNAL);
        assertThat(refusal(message ->
                        Future.succeededFuture(new Answer.Wait(Duration.ZERO, "x".repeat(MessageCodec.MAX_LENGTH)))))
                .isEqualTo(Refusal.INTERNAL);
    }

    private Refusal refusal(Function<ToCoordinator, Future<Answer>> handler) {
        var consumer = messenger.onCoordinatorMessage(handler);
        Answer answer = await(messenger.tell(Address.coordinator(), HEARTBEAT));
        await(consumer.unregister());
        return ((Answer.Refused) answer).refusal();
    }

    @Test
    void whatCannotBeReadIsRefusedWithoutTheHandler() {
        messenger.onCoordinatorMessage(message -> Future.failedFuture("the handler was called"));

        assertThat(refusalOf("nonsense")).isEqualTo(Refusal.MALFORMED);
        assertThat(refusalOf(MessageCodec.encode(ENDED))).isEqualTo(Refusal.MALFORMED);
        assertThat(refusalOf(42)).isEqualTo(Refusal.MALFORMED);
        assertThat(refusalOf("{\"schema\":99,\"type\":\"Heartbeat\"}")).isEqualTo(Refusal.SCHEMA);
    }

    private Refusal refusalOf(Object body) {
        String answer = await(
                vertx.eventBus().<String>request(Address.coordinator(), body).map(reply -> reply.body()));
        return ((Answer.Refused) MessageCodec.answer(answer)).refusal();
    }

    @Test
    void nobodyThereIsNoAnswer() {
        assertThatThrownBy(() -> await(messenger.tell(Address.site("site-b"), ENDED)))
                .hasCauseInstanceOf(NoAnswerException.class)
                .hasMessageContaining("RunEnded to lorkd.site.site-b was not answered: nobody listens there");
    }

    @Test
    void anAnswerThatDoesNotComeIsNoAnswer() {
        messenger.onCoordinatorMessage(message -> Promise.<Answer>promise().future());

        assertThatThrownBy(() -> await(messenger.tell(Address.coordinator(), HEARTBEAT, Duration.ofMillis(50))))
                .hasCauseInstanceOf(NoAnswerException.class)
                .hasMessageContaining("Heartbeat to lorkd.coordinator was not answered: no answer within 50 ms");
    }

    @Test
    void anAnswerThatCannotBeReadIsAFailure() {
        vertx.eventBus().consumer(Address.coordinator(), message -> message.reply("{\"schema\":7}"));
        vertx.eventBus().consumer(Address.site("site-a"), message -> message.reply(42));

        assertThatThrownBy(() -> await(messenger.tell(Address.coordinator(), HEARTBEAT)))
                .hasCauseInstanceOf(SchemaException.class);
        assertThatThrownBy(() -> await(messenger.tell(Address.site("site-a"), ENDED)))
                .hasCauseInstanceOf(MalformedMessageException.class);
    }
}
