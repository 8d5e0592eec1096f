package io.lorkd.protocol.certificate;

import java.security.cert.X509Certificate;
import java.util.List;

/** The certificate of a coordinator or a gateway: its alternative names have its hosts, and the URI {@code lorkd:server}. */
public final class ServerCertificate {
    static final String URI = Names.SCHEME + "server";

    private ServerCertificate() {}

    /** The DNS names and addresses that a server may be called by, in the order of the certificate. */
    public static List<String> hosts(X509Certificate certificate) {
        return Names.hosts(certificate);
    }

    /**
     * Whether a certificate was issued to a server. Says nothing of its hosts, which TLS compares, nor of whether it is in
     * force: see {@link TrustedAuthority#check}.
     *
     * @throws CertificateRefusedException if it was not
     */
    public static void check(X509Certificate certificate) {
        String uri = Names.ours(certificate);
        if (!uri.equals(URI)) {
            throw new CertificateRefusedException(
                    Names.named(certificate) + " is for '" + uri + "'; expected a server's, " + URI);
        }
    }
}
