package io.lorkd.protocol.certificate;

import io.lorkd.protocol.InvalidConfigurationException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

/**
 * What one end of a link needs to prove who it is, and to know the other: a key, its certificate and the authority's.
 *
 * @param key belongs to the certificate
 */
public record Credentials(PrivateKey key, X509Certificate certificate, X509Certificate authority) {
    /** The file with the authority's certificate, which is the same for everybody. */
    public static final String AUTHORITY_FILE = "federation-ca.crt";

    public Credentials {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(authority, "authority");
    }

    /**
     * Writes {@code <name>.key}, which only its owner can read, {@code <name>.crt} and {@value #AUTHORITY_FILE}.
     *
     * @return what is written, for the link's configuration
     * @throws InvalidConfigurationException if one of the first two is there already, or nothing can be written there
     */
    public TlsFiles write(Path folder, String name) {
        TlsFiles files = files(folder, name);
        checkFree(files);
        PemWriting.newKey(files.key(), key.getEncoded());
        writeCertificate(files.certificate(), certificate);
        writeCertificate(files.trust(), authority);
        return files;
    }

    /**
     * Whether {@link #write} would write over nothing; asked before a certificate is issued in vain.
     *
     * @throws InvalidConfigurationException if it would
     */
    public static void checkFree(Path folder, String name) {
        checkFree(files(folder, name));
    }

    /**
     * Whether {@link #writeCertificate} would replace nothing but a certificate.
     *
     * @throws InvalidConfigurationException if another file, such as a key, is in its place
     */
    public static void checkReplaceable(Path file) {
        if (Files.exists(file)) {
            PemFile.certificate(file);
        }
    }

    /** Writes a certificate; a reader of the file sees the one before or this one. */
    public static void writeCertificate(Path file, X509Certificate certificate) {
        try {
            PemWriting.replace(file, PemFile.CERTIFICATE, certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be encoded", e);
        }
    }

    private static TlsFiles files(Path folder, String name) {
        return new TlsFiles(
                folder.resolve(name + ".crt"), folder.resolve(name + ".key"), folder.resolve(AUTHORITY_FILE));
    }

    private static void checkFree(TlsFiles files) {
        for (Path file : List.of(files.key(), files.certificate())) {
            if (Files.exists(file)) {
                throw new InvalidConfigurationException(
                        file + " is there already, and is not written over; move it away, or name another place");
            }
        }
    }
}
