package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.gateway.Exchange;
import io.lorkd.protocol.link.gateway.Identity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.UUID;

/**
 * The one connection that a site may have in the whole cluster. Whichever gateway a site comes to asks the gateway that has
 * its connection, over the event bus: the same agent's newer connection replaces the older one, which is dead more often
 * than not; another agent's is refused.
 *
 * <p>Two gateways may each let in one at the same moment. So each says what it has done, and whoever hears of another that
 * he was not asked about gives up his own, upon which the agents come again one after the other.
 */
final class Seat {
    /** A gateway that does not answer is gone, and its connections with it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int OTHER_INSTANCE = 409;
    private static final String KIND = "kind";
    private static final String ASK = "ask";
    private static final String TAKEN = "taken";
    private static final String INSTANCE = "instance";
    private static final String CONNECTION = "connection";
    private static final Logger LOG = LoggerFactory.getLogger(Seat.class);

    private final Vertx vertx;
    private final Identity identity;
    private final Exchange exchange;
    private final String connection = UUID.randomUUID().toString();
    private final MessageConsumer<JsonObject> consumer;

    private Seat(Vertx vertx, Identity identity, Exchange exchange) {
        this.vertx = vertx;
        this.identity = identity;
        this.exchange = exchange;
        this.consumer = vertx.eventBus().consumer(Address.connection(identity.site()), this::onMessage);
    }

    /** Whether the site may be let in; its agent's older connection is closed by then. */
    static Future<Boolean> isFree(Vertx vertx, Identity identity) {
        JsonObject ask = new JsonObject().put(KIND, ASK).put(INSTANCE, identity.instance());
        return vertx.eventBus()
                .request(
                        Address.connection(identity.site()),
                        ask,
                        new DeliveryOptions().setSendTimeout(PATIENCE.toMillis()))
                .map(yielded -> true)
                .otherwise(e -> !(e instanceof ReplyException reply && reply.failureCode() == OTHER_INSTANCE));
    }

    /** Takes the seat for a connection, until that is over. */
    static Future<Void> take(Vertx vertx, Identity identity, Exchange exchange) {
        Seat seat = new Seat(vertx, identity, exchange);
        exchange.ended().onComplete(ended -> seat.consumer.unregister());
        return seat.consumer
                .completion()
                .onSuccess(known -> vertx.eventBus()
                        .publish(
                                Address.connection(identity.site()),
                                new JsonObject()
                                        .put(KIND, TAKEN)
                                        .put(INSTANCE, identity.instance())
                                        .put(CONNECTION, seat.connection)));
    }

    private void onMessage(Message<JsonObject> message) {
        JsonObject body = message.body();
        boolean same = identity.instance().equals(body.getString(INSTANCE));
        switch (body.getString(KIND)) {
            case ASK -> {
                if (same) {
                    leave("a newer connection of the same agent has taken its place");
                    exchange.ended().onComplete(ended -> message.reply(null));
                } else {
                    message.fail(OTHER_INSTANCE, "another agent of this site is connected");
                }
            }
            case TAKEN -> {
                if (!connection.equals(body.getString(CONNECTION))) {
                    leave("the site was let in at the same moment elsewhere");
                }
            }
            default -> LOG.error("a message about the connection of {} that no gateway sends: {}", identity, body);
        }
    }

    private void leave(String why) {
        LOG.info("closed the connection of {}: {}", identity, why);
        exchange.close(Exchange.POLICY, why);
    }
}
