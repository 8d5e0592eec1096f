package io.lorkd.protocol.message;

/** Messages as JSON. */
public final class MessageCodec {
    /** The version of the protocol: of all messages and of the plan together. */
    public static final int SCHEMA = 1;

    private MessageCodec() {}

    public static String encode(Record message) {
        throw new UnsupportedOperationException();
    }

    public static ToCoordinator toCoordinator(String json) {
        throw new UnsupportedOperationException();
    }

    public static ToSite toSite(String json) {
        throw new UnsupportedOperationException();
    }

    public static Answer answer(String json) {
        throw new UnsupportedOperationException();
    }
}
