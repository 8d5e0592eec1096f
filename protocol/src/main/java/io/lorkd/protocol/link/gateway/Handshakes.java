package io.lorkd.protocol.link.gateway;

import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;

/** Why a connection was not opened, in words for the log. */
public final class Handshakes {
    private Handshakes() {}

    /** What a failure was about at its root, or what was wrong with a certificate. */
    public static String why(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && !(root instanceof CertificateException)) {
            root = root.getCause();
        }
        if (root instanceof ClosedChannelException) {
            return "the connection was closed before it was open";
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
