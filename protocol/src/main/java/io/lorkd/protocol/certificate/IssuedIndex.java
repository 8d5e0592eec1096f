package io.lorkd.protocol.certificate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.folder.FolderLock;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an authority has issued and revoked: JSON lines, each forced to the disk before what it records is handed out, so
 * that no certificate is in the world that the authority does not know of.
 *
 * <p>A line that a crash cut short records what was never handed out; the next line written takes its place.
 */
final class IssuedIndex {
    static final String FILE = "issued.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT = "event";
    private static final String AT = "at";
    private static final String SERIAL = "serial";
    private static final String CERTIFICATE = "certificate";

    private final Path file;

    IssuedIndex(Path folder) {
        this.file = folder.toAbsolutePath().resolve(FILE);
    }

    /** All that was issued, in order. */
    List<Issued> read() {
        Map<BigInteger, Issued> issued = new LinkedHashMap<>();
        List<String> lines = whole(content());
        for (int i = 0; i < lines.size(); i++) {
            take(issued, lines.get(i), i + 1);
        }
        return List.copyOf(issued.values());
    }

    void issued(X509Certificate certificate, Instant at) {
        try {
            append(line("issued", at, certificate.getSerialNumber())
                    .put(CERTIFICATE, Base64.getEncoder().encodeToString(certificate.getEncoded())));
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate just made can be encoded", e);
        }
    }

    void revoked(BigInteger serial, Instant at) {
        append(line("revoked", at, serial));
    }

    /** Keeps others from writing meanwhile. */
    <T> T alone(Supplier<T> work) {
        try (FolderLock lock = FolderLock.take(file.getParent(), "command of lorkd provision")) {
            Objects.requireNonNull(lock, "lock");
            return work.get();
        } catch (IOException e) {
            throw new InvalidConfigurationException(file.getParent() + " cannot be written: " + e, e);
        }
    }

    private static ObjectNode line(String event, Instant at, BigInteger serial) {
        return JSON.createObjectNode().put(EVENT, event).put(AT, at.toString()).put(SERIAL, serial.toString(16));
    }

    private void append(ObjectNode line) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            byte[] before = content();
            int end = wholeLength(before);
            channel.truncate(end);
            channel.position(end);
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new InvalidConfigurationException(file + " cannot be written: " + e, e);
        }
    }

    private byte[] content() {
        try {
            return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            throw new InvalidConfigurationException(file + " cannot be read: " + e, e);
        }
    }

    /** The bytes up to the last newline. */
    private static int wholeLength(byte[] content) {
        int end = content.length;
        while (end > 0 && content[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private static List<String> whole(byte[] content) {
        return new String(content, 0, wholeLength(content), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private void take(Map<BigInteger, Issued> issued, String text, int number) {
        try {
            JsonNode line = JSON.readTree(text);
            BigInteger serial = new BigInteger(line.path(SERIAL).asText(), 16);
            switch (line.path(EVENT).asText()) {
                case "issued" -> issued.put(serial, new Issued(certificate(line), Optional.empty()));
                case "revoked" -> {
                    Instant at = Instant.parse(line.path(AT).asText());
                    issued.computeIfPresent(serial, (key, one) -> new Issued(one.certificate(), Optional.of(at)));
                }
                default -> throw new IllegalArgumentException("the event is neither issued nor revoked");
            }
        } catch (JsonProcessingException | CertificateException | DateTimeException | IllegalArgumentException e) {
            throw new InvalidConfigurationException(
                    file + ", line " + number + ": found what cannot be read (" + e.getMessage()
                            + "); expected a line as 'lorkd provision' writes it. Restore the file from a backup",
                    e);
        }
    }

    private static X509Certificate certificate(JsonNode line) throws CertificateException {
        byte[] der = Base64.getDecoder().decode(line.path(CERTIFICATE).asText());
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
