package io.lorkd.protocol.certificate;

/** A peer's certificate is not good for what it was shown for. The message says why, in a sentence for the log. */
public final class CertificateRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CertificateRefusedException(String message) {
        super(message);
    }

    CertificateRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
