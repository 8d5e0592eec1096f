package io.lorkd.protocol.certificate;

import io.lorkd.protocol.InvalidConfigurationException;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.util.Objects;

/** What an authority has revoked: the content of {@code revoked.pem}, signed by it. */
public final class RevocationList {
    private final X509CRL list;

    private RevocationList(X509CRL list) {
        this.list = list;
    }

    /**
     * Reads a list, and checks whose it is.
     *
     * @throws InvalidConfigurationException if there is none in the file, or the authority has not signed it
     */
    public static RevocationList read(Path file, TrustedAuthority authority) {
        Objects.requireNonNull(authority, "authority");
        X509CRL list = PemFile.revocations(file);
        try {
            list.verify(authority.certificate().getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new InvalidConfigurationException(
                    file + ": found a revocation list of '"
                            + list.getIssuerX500Principal().getName() + "'; expected one that '"
                            + authority.certificate().getSubjectX500Principal().getName() + "' has signed",
                    e);
        }
        return new RevocationList(list);
    }

    /**
     * Whether a certificate of the authority is still good.
     *
     * @throws CertificateRefusedException if it was revoked
     */
    public void check(X509Certificate shown) {
        X509CRLEntry entry = list.getRevokedCertificate(shown.getSerialNumber());
        if (entry != null) {
            throw new CertificateRefusedException(Names.named(shown) + " was revoked at "
                    + entry.getRevocationDate().toInstant());
        }
    }

    /** How many certificates are on it. */
    public int size() {
        return list.getRevokedCertificates() == null
                ? 0
                : list.getRevokedCertificates().size();
    }
}
