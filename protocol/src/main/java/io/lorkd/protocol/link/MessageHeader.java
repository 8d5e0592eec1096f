package io.lorkd.protocol.link;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The headers of messages. There are no others, and the gateway link carries no others. Their order is part of the gateway's
 * frames: new ones go to the end.
 */
public enum MessageHeader {
    /** SHA-256 of the blob that a chunk is asked of. */
    DIGEST("digest"),
    /** Who asks for a chunk. */
    PEER("peer"),
    /** Of a chunk's first byte. */
    OFFSET("offset"),
    /** How many bytes are asked for. */
    LENGTH("length"),
    /** Of a chunk's bytes. */
    CRC32C("crc32c"),
    /** The bytes of the blob that a chunk is of. */
    TOTAL("total"),
    /** How long whoever asks waits for the answer, in milliseconds. The event bus itself keeps that from whoever answers. */
    PATIENCE("patience");

    private static final Map<String, MessageHeader> BY_KEY =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(MessageHeader::key, Function.identity()));

    private final String key;

    MessageHeader(String key) {
        this.key = key;
    }

    /** The header's name in a message. */
    public String key() {
        return key;
    }

    /** The header's value, where the message has it. */
    public Optional<String> in(MultiMap headers) {
        return Optional.ofNullable(headers.get(key));
    }

    /** The header of this name, if there is one. */
    public static Optional<MessageHeader> of(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }

    /** Makes a request wait so long for its answer, and lets whoever carries it know. */
    public static DeliveryOptions patience(DeliveryOptions options, Duration patience) {
        long millis = patience.toMillis();
        return options.setSendTimeout(millis).addHeader(PATIENCE.key, Long.toString(millis));
    }
}
