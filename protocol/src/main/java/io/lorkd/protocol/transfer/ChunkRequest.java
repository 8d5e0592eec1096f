package io.lorkd.protocol.transfer;

import io.lorkd.protocol.SiteId;
import io.lorkd.protocol.link.MessageHeader;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;

import java.util.Optional;

/**
 * Asks a holder for some bytes of a blob. It travels in the headers of a message without a body.
 *
 * @param digest the blob
 * @param peer who asks
 * @param offset of the first byte
 * @param length how many bytes, at most {@link BlobPuller#MAX_CHUNK_BYTES}; fewer come where the blob ends
 */
record ChunkRequest(String digest, String peer, long offset, int length) {
    private static final String DIGEST = MessageHeader.DIGEST.key();
    private static final String PEER = MessageHeader.PEER.key();
    private static final String OFFSET = MessageHeader.OFFSET.key();
    private static final String LENGTH = MessageHeader.LENGTH.key();

    /** Why a holder does not answer a request with bytes: the failure codes of its replies. */
    static final int MALFORMED = 400;

    static final int NOT_GRANTED = 403;
    static final int UNREADABLE = 500;

    static Optional<ChunkRequest> from(MultiMap headers) {
        try {
            ChunkRequest request = new ChunkRequest(
                    headers.get(DIGEST),
                    headers.get(PEER),
                    Long.parseLong(headers.get(OFFSET)),
                    Integer.parseInt(headers.get(LENGTH)));
            return Optional.of(request).filter(ChunkRequest::isValid);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private boolean isValid() {
        return Sha256.isDigest(digest)
                && SiteId.isValid(peer)
                && offset >= 0
                && length > 0
                && length <= BlobPuller.MAX_CHUNK_BYTES;
    }

    DeliveryOptions options() {
        return new DeliveryOptions()
                .addHeader(DIGEST, digest)
                .addHeader(PEER, peer)
                .addHeader(OFFSET, Long.toString(offset))
                .addHeader(LENGTH, Integer.toString(length));
    }
}
