package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.link.Address;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;

import java.time.Instant;
import java.util.function.BiConsumer;

/** What gateways tell whoever shows it to people: a site that is connected, and when its certificate expires. */
public final class GuestNews {
    private static final String SITE = "site";
    private static final String EXPIRES = "expires";

    private GuestNews() {}

    static void tell(Vertx vertx, String site, Instant expires) {
        vertx.eventBus()
                .publish(Address.guests(), new JsonObject().put(SITE, site).put(EXPIRES, expires.toString()));
    }

    /** Hears it on the context that this is called on. It comes again every minute. */
    public static MessageConsumer<JsonObject> hear(Vertx vertx, BiConsumer<String, Instant> listener) {
        return vertx.eventBus()
                .consumer(
                        Address.guests(),
                        message -> listener.accept(
                                message.body().getString(SITE),
                                Instant.parse(message.body().getString(EXPIRES))));
    }
}
