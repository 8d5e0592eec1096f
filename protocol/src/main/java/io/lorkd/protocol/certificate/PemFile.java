package io.lorkd.protocol.certificate;

import io.lorkd.protocol.InvalidConfigurationException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;

/** Reads PEM files that people carry from machine to machine; every message says which file, and what was expected. */
public final class PemFile {
    static final String CERTIFICATE = "CERTIFICATE";
    static final String KEY = "PRIVATE KEY";
    static final String REQUEST = "CERTIFICATE REQUEST";
    static final String REVOCATIONS = "X509 CRL";

    /** Nothing that we read is longer; a file that is was named by mistake. */
    private static final long MOST_BYTES = 16L << 20;

    private PemFile() {}

    /**
     * The first certificate in a file.
     *
     * @throws InvalidConfigurationException if there is none
     */
    public static X509Certificate certificate(Path file) {
        return decode(
                file, CERTIFICATE, der -> (X509Certificate) x509().generateCertificate(new ByteArrayInputStream(der)));
    }

    /**
     * The private key in a file: of an elliptic curve, in PKCS#8.
     *
     * @throws InvalidConfigurationException if there is none
     */
    public static PrivateKey key(Path file) {
        return decode(file, KEY, der -> KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)));
    }

    static X509CRL revocations(Path file) {
        return decode(file, REVOCATIONS, der -> (X509CRL) x509().generateCRL(new ByteArrayInputStream(der)));
    }

    /** The content of the first block of a kind in a file, read by {@code decoder}. */
    static <T> T decode(Path file, String kind, Decoder<T> decoder) {
        byte[] der = block(file, kind);
        try {
            return decoder.decode(der);
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new InvalidConfigurationException(
                    file + ": found a block '" + kind + "' that cannot be read (" + e.getMessage()
                            + "); expected one as Lorkd writes it",
                    e);
        }
    }

    /** Makes something of a block's bytes. */
    interface Decoder<T> {
        T decode(byte[] der) throws GeneralSecurityException, IOException;
    }

    private static byte[] block(Path file, String kind) {
        List<String> found = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(text(file)))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                if (block.getType().equals(kind)) {
                    return block.getContent();
                }
                found.add(block.getType());
            }
        } catch (IOException | RuntimeException e) {
            throw new InvalidConfigurationException(
                    file + ": found text that is not PEM (" + e.getMessage() + "); expected a block '" + kind + "'", e);
        }
        throw new InvalidConfigurationException(file + ": found "
                + (found.isEmpty() ? "no PEM block" : String.join(", ", found)) + "; expected a block '" + kind + "'");
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidConfigurationException(
                        file + ": found " + Files.size(file) + " bytes; expected a PEM file");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            throw new InvalidConfigurationException(file + ": found no such file; expected a PEM file", e);
        } catch (IOException e) {
            throw new InvalidConfigurationException(file + " cannot be read: " + e, e);
        }
    }

    private static CertificateFactory x509() throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509");
    }
}
