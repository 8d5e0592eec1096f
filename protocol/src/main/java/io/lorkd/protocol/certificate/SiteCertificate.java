package io.lorkd.protocol.certificate;

import io.lorkd.protocol.SiteId;

import java.security.cert.X509Certificate;

/** The certificate of a site: its alternative names have the URI {@code lorkd:site:<id>}. */
public final class SiteCertificate {
    private static final String PREFIX = Uris.SCHEME + "site:";

    private SiteCertificate() {}

    /**
     * The id of the site that a certificate was issued to. Says nothing of whether it is in force: see {@link
     * TrustedAuthority#check} and {@link RevocationList#check}.
     *
     * @throws CertificateRefusedException if it is not a site's
     */
    public static String siteId(X509Certificate certificate) {
        String uri = Uris.ours(certificate);
        if (!uri.startsWith(PREFIX) || !SiteId.isValid(uri.substring(PREFIX.length()))) {
            throw new CertificateRefusedException(
                    Uris.named(certificate) + " is for '" + uri + "'; expected a site's, " + PREFIX + "<id>");
        }
        return uri.substring(PREFIX.length());
    }

    static boolean is(X509Certificate certificate) {
        return Uris.ours(certificate).startsWith(PREFIX);
    }

    static String uri(String site) {
        return PREFIX + SiteId.check(site);
    }
}
