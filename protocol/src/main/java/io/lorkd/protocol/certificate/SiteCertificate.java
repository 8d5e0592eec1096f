package io.lorkd.protocol.certificate;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.SiteId;

import java.security.cert.X509Certificate;
import java.util.Optional;

/** The certificate of a site: its alternative names have the URI {@code lorkd:site:<id>}. */
public final class SiteCertificate {
    private static final String PREFIX = Names.SCHEME + "site:";

    /** What the URI looks like, for messages. */
    static final String FORM = PREFIX + "<id>";

    private SiteCertificate() {}

    /**
     * The id of the site that a certificate was issued to. Says nothing of whether it is in force: see {@link
     * TrustedAuthority#check} and {@link RevocationList#check}.
     *
     * @throws CertificateRefusedException if it is not a site's
     */
    public static String siteId(X509Certificate certificate) {
        String uri = Names.ours(certificate);
        return site(uri)
                .orElseThrow(() -> new CertificateRefusedException(
                        Names.named(certificate) + " is for '" + uri + "'; expected a site's, " + FORM));
    }

    /** @throws InvalidConfigurationException if no site may be called so */
    static String uri(String site) {
        if (SiteId.check(site).equals(SiteId.COORDINATOR)) {
            throw new InvalidConfigurationException(
                    "site id: found '" + site + "', which is the coordinator's; choose another");
        }
        return PREFIX + site;
    }

    /** The site that such a URI names, if it is one and names one. */
    static Optional<String> site(String uri) {
        return Optional.of(uri)
                .filter(text -> text.startsWith(PREFIX))
                .map(text -> text.substring(PREFIX.length()))
                .filter(id -> SiteId.isValid(id) && !id.equals(SiteId.COORDINATOR));
    }
}
