package io.lorkd.protocol.link.gateway;

/** The failure codes of answers that the link itself gives. */
final class FailureCode {
    /** The message cannot be put into a frame. */
    static final int UNFIT = 413;
    /** The other side may not send this. */
    static final int FORBIDDEN = 403;
    /** There is no connection any more, or too much goes over it; ask again soon. */
    static final int UNAVAILABLE = 503;

    private FailureCode() {}
}
