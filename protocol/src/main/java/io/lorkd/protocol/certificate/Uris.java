package io.lorkd.protocol.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** The URIs among a certificate's alternative names. */
final class Uris {
    /** What every URI of ours begins with. */
    static final String SCHEME = "lorkd:";

    private static final Integer URI = 6;

    private Uris() {}

    /**
     * The one URI of ours that the certificate has.
     *
     * @throws CertificateRefusedException if it has none, or several: whichever was taken could be the wrong one
     */
    static String ours(X509Certificate certificate) {
        List<String> uris =
                all(certificate).stream().filter(uri -> uri.startsWith(SCHEME)).toList();
        if (uris.size() != 1) {
            throw new CertificateRefusedException(named(certificate) + " has "
                    + (uris.isEmpty() ? "no URI of Lorkd" : "the URIs " + String.join(", ", uris))
                    + " among its alternative names; expected exactly one, as 'lorkd provision' writes it");
        }
        return uris.get(0);
    }

    private static List<String> all(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> URI.equals(name.get(0)))
                            .map(name -> (String) name.get(1))
                            .toList();
        } catch (CertificateParsingException e) {
            throw new CertificateRefusedException(named(certificate) + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** How a certificate is spoken of in messages. */
    static String named(X509Certificate certificate) {
        return "the certificate of '" + certificate.getSubjectX500Principal().getName() + "', serial "
                + certificate.getSerialNumber().toString(16) + ",";
    }
}
