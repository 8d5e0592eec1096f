package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.CertificateRefusedException;
import io.lorkd.protocol.certificate.PemFile;
import io.lorkd.protocol.certificate.RevocationList;
import io.lorkd.protocol.certificate.ServerCertificate;
import io.lorkd.protocol.certificate.SiteCertificate;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.certificate.TrustedAuthority;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TCPSSLOptions;
import io.vertx.core.net.TrustOptions;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;

/** What one end of a gateway link shows, and judges the other end by: the files as they were when they were read. */
public final class LinkTls {
    private static final char[] NO_PASSWORD = new char[0];

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final TrustedAuthority authority;
    private final Optional<RevocationList> revocations;

    private LinkTls(
            X509Certificate certificate,
            PrivateKey key,
            TrustedAuthority authority,
            Optional<RevocationList> revocations) {
        this.certificate = certificate;
        this.key = key;
        this.authority = authority;
        this.revocations = revocations;
    }

    /**
     * Reads the files. Blocks.
     *
     * @param revocations what the authority has revoked, if it said so in a file
     * @throws InvalidConfigurationException if one is missing or cannot be read, the key is not the certificate's, or the
     *     certificate is not in force; the message says what to do
     */
    public static LinkTls read(TlsFiles files, Optional<Path> revocations) {
        X509Certificate certificate = files.check(Clock.systemUTC());
        TrustedAuthority authority = TrustedAuthority.read(files.trust());
        return new LinkTls(
                certificate,
                PemFile.key(files.key()),
                authority,
                revocations.map(list -> RevocationList.read(list, authority)));
    }

    /**
     * The site that this certificate was issued to.
     *
     * @throws InvalidConfigurationException if it is not a site's
     */
    String site() {
        try {
            return SiteCertificate.siteId(certificate);
        } catch (CertificateRefusedException e) {
            throw new InvalidConfigurationException("the site's own certificate: " + e.getMessage(), e);
        }
    }

    /** @throws InvalidConfigurationException if this certificate was not issued to a server */
    public void requireServer() {
        try {
            ServerCertificate.check(certificate);
        } catch (CertificateRefusedException e) {
            throw new InvalidConfigurationException("the gateway's own certificate: " + e.getMessage(), e);
        }
    }

    /**
     * The site at the other end.
     *
     * @throws CertificateRefusedException if its certificate is another authority's, not in force, revoked, or no site's
     */
    public String siteOf(X509Certificate shown) {
        checkInForce(shown);
        return SiteCertificate.siteId(shown);
    }

    void checkServer(X509Certificate shown) {
        checkInForce(shown);
        ServerCertificate.check(shown);
    }

    private void checkInForce(X509Certificate shown) {
        authority.check(shown, Instant.now());
        revocations.ifPresent(list -> list.check(shown));
    }

    /** Makes one end of a connection TLS 1.3 with these credentials, and take no other's than the authority's. */
    public void applyTo(TCPSSLOptions tls) {
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry("own", key, NO_PASSWORD, new X509Certificate[] {certificate});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            // A handshake computes for long where many come at once, and the event loop has others to serve.
            if (tls.getSslEngineOptions() == null) {
                tls.setSslEngineOptions(new JdkSSLEngineOptions());
            }
            tls.getSslEngineOptions().setUseWorkerThread(true);
            tls.setKeyCertOptions(KeyCertOptions.wrap(keys))
                    .setTrustOptions(TrustOptions.wrap(new PeerTrust(this, authority.certificate())))
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK keeps a key and a certificate in memory", e);
        }
    }

    static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
