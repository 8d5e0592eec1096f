package io.lorkd.protocol.certificate;

import io.lorkd.protocol.InvalidConfigurationException;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A site's request for a certificate (PKCS#10), signed with the key that it is for, so that nobody gets one for a key that
 * another holds.
 *
 * @param site the site's id
 * @param key the public key to certify
 */
public record SigningRequest(String site, PublicKey key) {

    /** The names of the files that {@link #create} makes. */
    public static final String KEY_FILE = "site.key";

    public static final String REQUEST_FILE = "site.csr";

    /**
     * Makes a key and the request for its certificate: {@value #KEY_FILE}, which never leaves the folder and only its owner
     * can read, and {@value #REQUEST_FILE}, which is sent to the federation's authority.
     *
     * @throws InvalidConfigurationException if either is there already, or cannot be written
     */
    public static SigningRequest create(Path folder, String site) {
        String uri = SiteCertificate.uri(site);
        if (Files.exists(folder.resolve(REQUEST_FILE))) {
            throw new InvalidConfigurationException(folder.resolve(REQUEST_FILE)
                    + " is there already, and is not written over; move it away, or name another place");
        }
        KeyPair pair = KeyPairs.make();
        byte[] request = encode(site, uri, pair);
        PemWriting.newKey(folder.resolve(KEY_FILE), pair.getPrivate().getEncoded());
        PemWriting.create(folder.resolve(REQUEST_FILE), PemFile.REQUEST, request);
        return new SigningRequest(site, pair.getPublic());
    }

    /**
     * Reads a request, and checks that whoever made it holds the key.
     *
     * @throws InvalidConfigurationException if it is no request of a site, its signature is not by its own key, or the key
     *     is weak
     */
    public static SigningRequest read(Path file) {
        JcaPKCS10CertificationRequest request =
                PemFile.decode(file, PemFile.REQUEST, JcaPKCS10CertificationRequest::new);
        PublicKey key = provenKey(file, request);
        if (!KeyPairs.isStrong(key)) {
            throw new InvalidConfigurationException(file + ": found a key of " + key.getAlgorithm()
                    + "; expected one of an elliptic curve of 256 bits" + " or more, as 'lorkd site request' makes it");
        }
        return new SigningRequest(site(file, request), key);
    }

    /** SHA-256 of the key, for the two ends to compare by telephone. */
    public String fingerprint() {
        return KeyPairs.fingerprint(key);
    }

    private static PublicKey provenKey(Path file, JcaPKCS10CertificationRequest request) {
        try {
            PublicKey key = request.getPublicKey();
            if (request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                return key;
            }
        } catch (GeneralSecurityException | OperatorCreationException | PKCSException e) {
            throw new InvalidConfigurationException(
                    file + ": found a request whose key or signature cannot be read (" + e.getMessage()
                            + "); make it again with 'lorkd site request'",
                    e);
        }
        throw new InvalidConfigurationException(file
                + ": found a request that is not signed with the key that it is for: it was changed on its way, or its"
                + " sender does not hold the key; have it made again with 'lorkd site request'");
    }

    private static String site(Path file, PKCS10CertificationRequest request) {
        List<String> uris = Arrays.stream(request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest))
                .map(attribute ->
                        Extensions.getInstance(attribute.getAttrValues().getObjectAt(0)))
                .map(extensions -> GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName))
                .filter(names -> names != null)
                .flatMap(names -> Arrays.stream(names.getNames()))
                .filter(name -> name.getTagNo() == GeneralName.uniformResourceIdentifier)
                .map(name -> name.getName().toString())
                .toList();
        Optional<String> site = uris.size() == 1 ? SiteCertificate.site(uris.get(0)) : Optional.empty();
        return site.orElseThrow(() -> new InvalidConfigurationException(file + ": found a request "
                + (uris.isEmpty() ? "that names no URI" : "for " + String.join(", ", uris)) + "; expected one for "
                + SiteCertificate.FORM + ", as 'lorkd site request' makes it"));
    }

    private static byte[] encode(String site, String uri, KeyPair pair) {
        try {
            GeneralNames names =
                    new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, SiteCertificate.uri(site)));
            Extensions wanted = new Extensions(Extension.create(Extension.subjectAlternativeName, false, names));
            return new JcaPKCS10CertificationRequestBuilder(Subjects.site(site), pair.getPublic())
                    .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wanted)
                    .build(new JcaContentSignerBuilder(KeyPairs.SIGNATURE).build(pair.getPrivate()))
                    .getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException("a request can be encoded", e);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("every JDK signs with P-256", e);
        }
    }
}
