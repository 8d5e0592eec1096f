package io.lorkd.protocol.link.gateway;

import io.vertx.core.eventbus.ReplyFailure;

/** What crosses the gateway link, in either direction. */
sealed interface Frame {

    /** Names a request among those of its sender. Starts at 1 on each connection. */
    long id();

    /**
     * Asks whoever listens at an address.
     *
     * @param patienceMillis how long whoever asks waits; at least 1
     */
    record Request(long id, int patienceMillis, String address, Content content) implements Frame {}

    /** Answers a request. */
    record Reply(long id, Content content) implements Frame {}

    /**
     * Says that a request has no answer.
     *
     * @param code what the other side failed with; see {@link FailureCode} for the link's own
     */
    record Failure(long id, ReplyFailure failure, int code, String reason) implements Frame {}
}
