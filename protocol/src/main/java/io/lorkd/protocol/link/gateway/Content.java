package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.link.MessageHeader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a message on the event bus brings: headers, and a text, bytes or nothing.
 *
 * @param body a {@link String}, a {@link Buffer} or null
 */
record Content(Map<MessageHeader, String> headers, Object body) {
    Content {
        headers = headers.isEmpty() ? Map.of() : new EnumMap<>(headers);
        if (body != null && !(body instanceof String) && !(body instanceof Buffer)) {
            throw new IllegalArgumentException("a body of " + body.getClass().getName()
                    + "; the gateway link carries text, bytes and empty bodies");
        }
    }

    /**
     * The content of a message, without what is of use to the link alone.
     *
     * @throws IllegalArgumentException if it has headers or a body that no message of ours has
     */
    static Content of(Message<?> message) {
        Map<MessageHeader, String> headers = new EnumMap<>(MessageHeader.class);
        message.headers().forEach(entry -> {
            MessageHeader header = MessageHeader.of(entry.getKey())
                    .orElseThrow(() -> new IllegalArgumentException(
                            "a header '" + entry.getKey() + "', which the gateway link does not carry"));
            headers.put(header, entry.getValue());
        });
        headers.remove(MessageHeader.PATIENCE);
        return new Content(headers, message.body());
    }

    Optional<String> header(MessageHeader header) {
        return Optional.ofNullable(headers.get(header));
    }

    DeliveryOptions options() {
        DeliveryOptions options = new DeliveryOptions();
        headers.forEach((header, value) -> options.addHeader(header.key(), value));
        return options;
    }
}
