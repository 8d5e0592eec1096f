package io.lorkd.protocol.certificate;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.SiteId;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The federation's own certificate authority, in a folder:
 *
 * <ul>
 *   <li>{@code federation-ca.crt}: its certificate, which everybody gets
 *   <li>{@code federation-ca.key}: its key, which only its owner can read; who has it can be anybody
 *   <li>{@code revoked.pem}: what it has revoked, signed; there from the start, so that a missing list is an error
 *   <li>{@code issued.jsonl}: all that it has issued and revoked
 * </ul>
 *
 * <p>A site has one key in force: a certificate for another key of the same id is issued only once the first is revoked. Who
 * talks an authority into a second certificate of a hospital cannot do so unnoticed.
 */
public final class CertificateAuthority {
    /** The file with what is revoked. */
    public static final String REVOCATIONS_FILE = "revoked.pem";

    private static final String KEY_FILE = "federation-ca.key";
    private static final Pattern STUDY = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}");

    private final Path folder;
    private final X509Certificate certificate;
    private final Issuer issuer;
    private final IssuedIndex index;
    private final Clock clock;
    private final Validity validity;

    private CertificateAuthority(
            Path folder, X509Certificate certificate, PrivateKey key, Clock clock, Validity validity) {
        this.folder = folder;
        this.certificate = certificate;
        this.issuer = new Issuer(certificate, key);
        this.index = new IssuedIndex(folder);
        this.clock = clock;
        this.validity = validity;
    }

    /**
     * Makes an authority. The folder is made where it is missing.
     *
     * @param study what the federation is called, in the authority's subject
     * @throws InvalidConfigurationException if the folder has an authority, or part of one, or cannot be written
     */
    public static CertificateAuthority create(Path folder, String study, Clock clock, Validity validity) {
        if (!STUDY.matcher(study).matches()) {
            throw new InvalidConfigurationException("study's name: found '" + study
                    + "'; allowed are 1 to 64 letters, figures, blanks, dots, dashes and underscores");
        }
        for (String file : List.of(KEY_FILE, Credentials.AUTHORITY_FILE, IssuedIndex.FILE)) {
            if (Files.exists(folder.resolve(file))) {
                throw new InvalidConfigurationException(folder.resolve(file)
                        + " is there already: the folder has an authority, and a new one would end all that it has"
                        + " issued; name another folder");
            }
        }
        KeyPair pair = KeyPairs.make();
        X509Certificate certificate =
                Issuer.authority(pair, Subjects.authority(study), clock.instant(), validity.authority());
        PemWriting.newKey(folder.resolve(KEY_FILE), pair.getPrivate().getEncoded());
        CertificateAuthority authority =
                new CertificateAuthority(folder, certificate, pair.getPrivate(), clock, validity);
        authority.writeRevocations();
        Credentials.writeCertificate(folder.resolve(Credentials.AUTHORITY_FILE), certificate);
        return authority;
    }

    /**
     * Opens an authority that was made before.
     *
     * @throws InvalidConfigurationException if there is none, others can read its key, or its files do not fit together
     */
    public static CertificateAuthority open(Path folder, Clock clock, Validity validity) {
        Path keyFile = folder.resolve(KEY_FILE);
        if (!Files.exists(keyFile)) {
            throw new InvalidConfigurationException(keyFile
                    + ": found no such file; expected an authority's folder, as 'lorkd provision init' makes it");
        }
        refuseReaders(keyFile);
        PrivateKey key = PemFile.key(keyFile);
        Path certificateFile = folder.resolve(Credentials.AUTHORITY_FILE);
        X509Certificate certificate = TrustedAuthority.read(certificateFile).certificate();
        if (!KeyPairs.belong(key, certificate.getPublicKey())) {
            throw new InvalidConfigurationException(keyFile + ": found a key that is not the one of " + certificateFile
                    + "; restore the two that belong" + " together from a backup");
        }
        if (clock.instant().isAfter(certificate.getNotAfter().toInstant())) {
            throw new InvalidConfigurationException(certificateFile + ": the authority ended at "
                    + certificate.getNotAfter().toInstant() + "; make a new one with 'lorkd provision init'");
        }
        CertificateAuthority authority = new CertificateAuthority(folder, certificate, key, clock, validity);
        authority.completeRevocations();
        return authority;
    }

    /** The authority's own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** The list of what is revoked, in the authority's folder. */
    public Path revocations() {
        return folder.resolve(REVOCATIONS_FILE);
    }

    /**
     * Makes a server's key, and certifies it.
     *
     * @param hosts DNS names and addresses that the server is called by; one at least
     * @throws InvalidConfigurationException if a host is neither
     */
    public Credentials issueServer(List<String> hosts) {
        if (hosts.isEmpty()) {
            throw new InvalidConfigurationException("server's hosts: found none; expected one at least");
        }
        List<GeneralName> names = new ArrayList<>();
        hosts.forEach(host -> names.add(Hosts.name(host)));
        names.add(new GeneralName(GeneralName.uniformResourceIdentifier, ServerCertificate.URI));
        // A coordinator in a cluster calls other members as well.
        List<KeyPurposeId> purposes = List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
        KeyPair pair = KeyPairs.make();
        X509Certificate issued = index.alone(() -> record(issuer.peer(
                Subjects.server(hosts.get(0)), pair.getPublic(), names, purposes, clock.instant(), validity.server())));
        return new Credentials(pair.getPrivate(), issued, certificate);
    }

    /**
     * Makes a site's key, and certifies it.
     *
     * @throws InvalidConfigurationException if a certificate of the site is in force
     */
    public Credentials issueSite(String site, SiteUse use) {
        KeyPair pair = KeyPairs.make();
        return new Credentials(pair.getPrivate(), certify(site, pair.getPublic(), use), certificate);
    }

    /**
     * Certifies the key of a site's request. Nothing else in the request is taken over.
     *
     * @throws InvalidConfigurationException if a certificate of the site is in force for another key
     */
    public X509Certificate sign(SigningRequest request, SiteUse use) {
        return certify(request.site(), request.key(), use);
    }

    /**
     * Issues a certificate like another one, for the same key, in force from now on. The other one stays in force until its
     * own end, so nothing stops meanwhile.
     *
     * @param serial of any certificate of this authority that is not revoked, be it expired
     * @throws InvalidConfigurationException if there is none
     */
    public X509Certificate renew(String serial) {
        return index.alone(() -> {
            Issued old = find(serial);
            refuseRevoked(old);
            Duration length = old.site().isPresent() ? validity.site() : validity.server();
            return record(issuer.like(old.certificate(), clock.instant(), length));
        });
    }

    /**
     * Issues a certificate like the last one of a site; see {@link #renew}.
     *
     * @throws InvalidConfigurationException if the site has none, or it was revoked
     */
    public X509Certificate renewSite(String site) {
        List<Issued> all = of(site);
        if (all.isEmpty()) {
            throw new InvalidConfigurationException(
                    "site '" + site + "': found no certificate; 'lorkd provision list' shows what was issued");
        }
        return renew(all.get(all.size() - 1).serial());
    }

    /**
     * Revokes one certificate, and writes the list anew.
     *
     * @throws InvalidConfigurationException if there is none, or it is revoked already
     */
    public Issued revoke(String serial) {
        return index.alone(() -> {
            Issued one = find(serial);
            refuseRevoked(one);
            index.revoked(one.certificate().getSerialNumber(), clock.instant());
            writeRevocations();
            return find(serial);
        });
    }

    /**
     * Revokes all certificates of a site that are in force, and writes the list anew.
     *
     * @throws InvalidConfigurationException if there is none
     */
    public List<Issued> revokeSite(String site) {
        return index.alone(() -> {
            List<Issued> inForce = inForce(site);
            if (inForce.isEmpty()) {
                throw new InvalidConfigurationException("site '" + site
                        + "': found no certificate in force; 'lorkd provision list' shows what was issued");
            }
            inForce.forEach(one -> index.revoked(one.certificate().getSerialNumber(), clock.instant()));
            writeRevocations();
            return inForce;
        });
    }

    /** All that was issued, in order. */
    public List<Issued> issued() {
        return index.read();
    }

    private X509Certificate certify(String site, PublicKey key, SiteUse use) {
        GeneralName uri = new GeneralName(GeneralName.uniformResourceIdentifier, SiteCertificate.uri(site));
        return index.alone(() -> {
            for (Issued one : inForce(site)) {
                if (!one.certificate().getPublicKey().equals(key)) {
                    throw new InvalidConfigurationException("site '" + site
                            + "': a certificate for another key is in force, serial " + one.serial()
                            + "; revoke it first ('lorkd provision revoke --id " + site
                            + "'), or renew it ('lorkd provision renew --id " + site + "')");
                }
            }
            return record(issuer.peer(
                    Subjects.site(site), key, List.of(uri), use.purposes(), clock.instant(), validity.site()));
        });
    }

    /** Before it is handed out: see {@link IssuedIndex}. */
    private X509Certificate record(X509Certificate issued) {
        index.issued(issued, clock.instant());
        return issued;
    }

    private List<Issued> of(String site) {
        SiteId.check(site);
        return index.read().stream()
                .filter(one -> one.site().filter(site::equals).isPresent())
                .toList();
    }

    private List<Issued> inForce(String site) {
        Instant now = clock.instant();
        return of(site).stream()
                .filter(one -> one.state(now) == Issued.State.IN_FORCE)
                .toList();
    }

    private Issued find(String serial) {
        return index.read().stream()
                .filter(one -> one.serial().equalsIgnoreCase(serial))
                .findFirst()
                .orElseThrow(() -> new InvalidConfigurationException("serial '" + serial
                        + "': found no such certificate; 'lorkd provision list' shows what was issued"));
    }

    private static void refuseRevoked(Issued one) {
        one.revoked().ifPresent(at -> {
            throw new InvalidConfigurationException("the certificate with the serial " + one.serial()
                    + " was revoked at " + at + "; a new key needs a new certificate");
        });
    }

    /** Where a crash came between a revocation's record and the list, or the list was lost, it is written again. */
    private void completeRevocations() {
        long revoked =
                index.read().stream().filter(one -> one.revoked().isPresent()).count();
        if (!Files.exists(revocations())
                || RevocationList.read(revocations(), new TrustedAuthority(certificate))
                                .size()
                        != revoked) {
            index.alone(() -> {
                writeRevocations();
                return revoked;
            });
        }
    }

    private void writeRevocations() {
        PemWriting.replace(
                revocations(), PemFile.REVOCATIONS, encoded(issuer.revocations(index.read(), clock.instant())));
    }

    private static byte[] encoded(X509CRL list) {
        try {
            return list.getEncoded();
        } catch (CRLException e) {
            throw new IllegalStateException("a list just made can be encoded", e);
        }
    }

    private static void refuseReaders(Path keyFile) {
        try {
            Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(keyFile));
            others.removeAll(PosixFilePermissions.fromString("rwx------"));
            if (!others.isEmpty()) {
                throw new InvalidConfigurationException(
                        keyFile + ": others than its owner can read it; after 'chmod 600 " + keyFile
                                + "', consider whether anybody did: who has it can be anybody in the federation");
            }
        } catch (IOException e) {
            throw new InvalidConfigurationException(keyFile + " cannot be read: " + e, e);
        }
    }
}
