package io.lorkd.protocol.certificate;

import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Signs certificates and revocation lists with an authority's key. */
final class Issuer {
    /** A peer whose clock is an hour slow takes a new certificate all the same. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    /** 127 bits that nobody foresees: more than the 64 that the rules for public authorities ask. */
    private static final int SERIAL_BITS = 127;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate authority;
    private final PrivateKey key;

    Issuer(X509Certificate authority, PrivateKey key) {
        this.authority = authority;
        this.key = key;
    }

    /** An authority's own certificate: it signs those of peers and nothing that signs further ones. */
    static X509Certificate authority(KeyPair pair, X500Principal subject, Instant now, Duration validity) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    subject, serial(), from(now), Date.from(now.plus(validity)), subject, pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            return signed(builder, pair.getPrivate());
        } catch (GeneralSecurityException | CertIOException e) {
            throw cannotFail(e);
        }
    }

    /** A peer's certificate; it ends with the authority's own at the latest. */
    X509Certificate peer(
            X500Principal subject,
            PublicKey subjectKey,
            List<GeneralName> names,
            List<KeyPurposeId> purposes,
            Instant now,
            Duration validity) {
        Date latest = authority.getNotAfter();
        Date until = Date.from(now.plus(validity));
        try {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    authority, serial(), from(now), until.after(latest) ? latest : until, subject, subjectKey);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage,
                            false,
                            new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)))
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(names.toArray(GeneralName[]::new)))
                    .addExtension(
                            Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(subjectKey))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            extensions.createAuthorityKeyIdentifier(authority.getPublicKey()));
            return signed(builder, key);
        } catch (GeneralSecurityException | CertIOException e) {
            throw cannotFail(e);
        }
    }

    /** A certificate with another's key, names and purposes. */
    X509Certificate like(X509Certificate other, Instant now, Duration validity) {
        try {
            Extensions extensions = new JcaX509CertificateHolder(other).getExtensions();
            GeneralNames names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
            ExtendedKeyUsage purposes = ExtendedKeyUsage.fromExtensions(extensions);
            return peer(
                    other.getSubjectX500Principal(),
                    other.getPublicKey(),
                    List.of(names.getNames()),
                    List.of(purposes.getUsages()),
                    now,
                    validity);
        } catch (GeneralSecurityException e) {
            throw cannotFail(e);
        }
    }

    /**
     * The list of all that is revoked. It says that the next one comes when the authority itself ends: a list is made when
     * something is revoked and not by the calendar, since the authority's key is best kept on a machine that is switched
     * off. A nearer date would stop the whole federation on the day that nobody made a new list; and whoever could put an
     * older list in its place has the coordinator's machine already.
     *
     * @param issued all certificates, in the order of their issue
     */
    X509CRL revocations(List<Issued> issued, Instant now) {
        try {
            JcaX509v2CRLBuilder builder = new JcaX509v2CRLBuilder(authority, Date.from(now));
            builder.setNextUpdate(authority.getNotAfter());
            long revoked = 0;
            for (Issued one : issued) {
                if (one.revoked().isPresent()) {
                    builder.addCRLEntry(
                            one.certificate().getSerialNumber(),
                            Date.from(one.revoked().get()),
                            CRLReason.unspecified);
                    revoked++;
                }
            }
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(revoked)))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.getPublicKey()));
            return new JcaX509CRLConverter().getCRL(builder.build(signer(key)));
        } catch (GeneralSecurityException | CertIOException e) {
            throw cannotFail(e);
        }
    }

    private static Date from(Instant now) {
        return Date.from(now.minus(BACKDATED));
    }

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1);
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer(key)));
    }

    private static ContentSigner signer(PrivateKey key) {
        try {
            return new JcaContentSignerBuilder(KeyPairs.SIGNATURE).build(key);
        } catch (OperatorCreationException e) {
            throw cannotFail(e);
        }
    }

    private static IllegalStateException cannotFail(Exception cause) {
        return new IllegalStateException("every JDK signs with P-256", cause);
    }
}
