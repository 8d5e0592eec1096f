package io.lorkd.protocol.certificate;

import io.lorkd.protocol.InvalidConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The files that one end of a link authenticates itself and the other with.
 *
 * @param certificate its own, PEM
 * @param key the certificate's, PKCS#8 in PEM
 * @param trust the federation's authority, PEM
 */
public record TlsFiles(Path certificate, Path key, Path trust) {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

    /** Long enough for a letter to the study's centre, and for the answer. */
    private static final Duration NOTICE = Duration.ofDays(30);

    public TlsFiles {
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(trust, "trust");
    }

    /**
     * Reads the three and sees whether they fit together, so that a wrong file is a sentence at the start and not a failed
     * handshake later.
     *
     * @return the certificate
     * @throws InvalidConfigurationException if one cannot be read, the key is not the certificate's, or the certificate is
     *     not in force or not the authority's
     */
    public X509Certificate check(Clock clock) {
        X509Certificate own = PemFile.certificate(certificate);
        if (!KeyPairs.belong(PemFile.key(key), own.getPublicKey())) {
            throw new InvalidConfigurationException(key + ": found a key that is not the one of " + certificate
                    + "; name the two that belong together");
        }
        try {
            TrustedAuthority.read(trust).check(own, clock.instant());
        } catch (CertificateRefusedException e) {
            throw new InvalidConfigurationException(certificate + ": " + e.getMessage(), e);
        }
        return own;
    }

    /** Warns in the log where the certificate ends within a month: from then on nobody would be let in with it. */
    public void warnIfEnding(Clock clock) {
        Instant end = PemFile.certificate(certificate).getNotAfter().toInstant();
        if (end.isBefore(clock.instant().plus(NOTICE))) {
            LOG.warn(
                    "{} ends at {}; have whoever runs the federation's authority renew it ('lorkd provision renew')",
                    certificate,
                    end);
        }
    }

    /**
     * As {@link #check}, and that the certificate is one that others may call as well.
     *
     * @throws InvalidConfigurationException if it is not
     */
    public X509Certificate checkMember(Clock clock) {
        X509Certificate own = check(clock);
        if (!Names.isCalled(own)) {
            throw new InvalidConfigurationException(certificate
                    + ": found a certificate for the gateway link, by which a site only calls; members of a cluster call each"
                    + " other, so have one issued with --cluster ('lorkd provision site' or 'sign')");
        }
        return own;
    }
}
