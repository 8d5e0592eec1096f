package io.lorkd.protocol.certificate;

import java.security.cert.X509Certificate;

/** The certificate of a coordinator or a gateway: its alternative names have its hosts, and the URI {@code lorkd:server}. */
public final class ServerCertificate {
    static final String URI = Uris.SCHEME + "server";

    private ServerCertificate() {}

    /**
     * Whether a certificate was issued to a server. Says nothing of its hosts, which TLS compares, nor of whether it is in
     * force: see {@link TrustedAuthority#check}.
     *
     * @throws CertificateRefusedException if it was not
     */
    public static void check(X509Certificate certificate) {
        String uri = Uris.ours(certificate);
        if (!uri.equals(URI)) {
            throw new CertificateRefusedException(
                    Uris.named(certificate) + " is for '" + uri + "'; expected a server's, " + URI);
        }
    }
}
