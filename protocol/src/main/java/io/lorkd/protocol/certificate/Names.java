package io.lorkd.protocol.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** What a certificate says of its holder: alternative names and purposes. */
final class Names {
    /** What every URI of ours begins with. */
    static final String SCHEME = "lorkd:";

    // The kinds of alternative names, as X.509 numbers them.
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int ADDRESS = 7;

    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    private Names() {}

    /**
     * The one URI of ours that the certificate has.
     *
     * @throws CertificateRefusedException if it has none, or several: whichever was taken could be the wrong one
     */
    static String ours(X509Certificate certificate) {
        List<String> uris = all(certificate, List.of(URI)).stream()
                .filter(uri -> uri.startsWith(SCHEME))
                .toList();
        if (uris.size() != 1) {
            throw new CertificateRefusedException(named(certificate) + " has "
                    + (uris.isEmpty() ? "no URI of Lorkd" : "the URIs " + String.join(", ", uris))
                    + " among its alternative names; expected exactly one, as 'lorkd provision' writes it");
        }
        return uris.get(0);
    }

    /** The DNS names and addresses. */
    static List<String> hosts(X509Certificate certificate) {
        return all(certificate, List.of(DNS, ADDRESS));
    }

    private static List<String> all(X509Certificate certificate, List<Integer> kinds) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> kinds.contains(name.get(0)))
                            .map(name -> (String) name.get(1))
                            .toList();
        } catch (CertificateParsingException e) {
            throw new CertificateRefusedException(named(certificate) + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether it is good for being called, and not for calling only. */
    static boolean isCalled(X509Certificate certificate) {
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            return purposes == null || purposes.contains(SERVER_AUTH);
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
