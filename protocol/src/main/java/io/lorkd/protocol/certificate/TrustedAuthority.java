package io.lorkd.protocol.certificate;

import io.lorkd.protocol.InvalidConfigurationException;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Objects;

/**
 * The federation's authority, as those know it who were issued a certificate: by its own certificate, {@code
 * federation-ca.crt}.
 *
 * @param certificate a CA's
 */
public record TrustedAuthority(X509Certificate certificate) {

    public TrustedAuthority {
        Objects.requireNonNull(certificate, "certificate");
        if (certificate.getBasicConstraints() < 0) {
            throw new InvalidConfigurationException(
                    Names.named(certificate) + " is not an authority's; expected the federation's federation-ca.crt");
        }
    }

    /**
     * Reads the certificate of an authority.
     *
     * @throws InvalidConfigurationException if there is none in the file
     */
    public static TrustedAuthority read(Path file) {
        return new TrustedAuthority(PemFile.certificate(file));
    }

    /**
     * Whether a certificate is one of this authority's and in force at a time; TLS checks the same, and says it less
     * plainly.
     *
     * @throws CertificateRefusedException if it was issued by another authority, or is not yet or no longer in force
     */
    public void check(X509Certificate shown, Instant now) {
        try {
            shown.verify(certificate.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new CertificateRefusedException(
                    Names.named(shown) + " was issued by '"
                            + shown.getIssuerX500Principal().getName() + "'; expected one that '"
                            + certificate.getSubjectX500Principal().getName() + "' has signed",
                    e);
        }
        Instant from = shown.getNotBefore().toInstant();
        Instant until = shown.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            throw new CertificateRefusedException(Names.named(shown) + " is in force from " + from + ", and it is "
                    + now + " now; check this machine's clock");
        }
        if (now.isAfter(until)) {
            throw new CertificateRefusedException(Names.named(shown) + " expired at " + until
                    + "; ask whoever runs the federation's authority to renew it ('lorkd provision renew')");
        }
    }
}
