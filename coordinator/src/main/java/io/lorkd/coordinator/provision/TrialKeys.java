package io.lorkd.coordinator.provision;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.Credentials;
import io.lorkd.protocol.certificate.Issued;
import io.lorkd.protocol.certificate.PemFile;
import io.lorkd.protocol.certificate.ServerCertificate;
import io.lorkd.protocol.certificate.SiteUse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/**
 * The folders of a trial's keys, one for each who needs some, so that each can be given its own and no other. What is there
 * and good for another month stays; what is half there, because somebody pulled the plug, is made anew.
 */
final class TrialKeys {
    private static final Duration NOTICE = Duration.ofDays(30);
    private static final int PASSWORD_BYTES = 24;

    private final CertificateAuthority authority;
    private final Clock clock;
    private final Path folder;

    TrialKeys(CertificateAuthority authority, Clock clock, Path folder) {
        this.authority = authority;
        this.clock = clock;
        this.folder = folder;
    }

    /** @return what was done, in words */
    String coordinator(List<String> hosts) {
        Path own = folder.resolve("coordinator");
        Path certificate = own.resolve("server.crt");
        try {
            if (Files.exists(certificate)
                    && !ServerCertificate.hosts(PemFile.certificate(certificate))
                            .equals(hosts)) {
                Files.delete(certificate);
            }
            String done = settle(certificate, own.resolve("server.key"), () -> authority.issueServer(hosts));
            Path aside = own.resolve(".revoked.pem");
            Files.copy(authority.revocations(), aside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(aside, own.resolve("revoked.pem"), StandardCopyOption.ATOMIC_MOVE);
            return done;
        } catch (IOException e) {
            throw notWritten(own, e);
        }
    }

    /** @return what was done, in words */
    String site(String site, SiteUse use) {
        Path own = folder.resolve("sites").resolve(site);
        try {
            return settle(own.resolve("site.crt"), own.resolve("site.key"), () -> {
                revokeWhatNobodyHas(site);
                return authority.issueSite(site, use);
            });
        } catch (IOException e) {
            throw notWritten(own, e);
        }
    }

    private String settle(Path certificate, Path key, Supplier<Credentials> issue) throws IOException {
        Path own = certificate.getParent();
        if (Files.exists(certificate) && Files.exists(key)) {
            X509Certificate present = PemFile.certificate(certificate);
            if (present.getNotAfter().toInstant().isAfter(clock.instant().plus(NOTICE))) {
                return own + ": kept, in force until " + present.getNotAfter().toInstant();
            }
            X509Certificate renewed = authority.renew(serial(present));
            Credentials.writeCertificate(certificate, renewed);
            return own + ": renewed until " + renewed.getNotAfter().toInstant();
        }
        Files.deleteIfExists(certificate);
        Files.deleteIfExists(key);
        Credentials issued = issue.get();
        String name = key.getFileName().toString().replaceFirst("[.]key$", "");
        issued.write(own, name);
        return own + ": made, in force until "
                + issued.certificate().getNotAfter().toInstant();
    }

    private String serial(X509Certificate certificate) {
        return authority.issued().stream()
                .filter(issued -> issued.certificate().equals(certificate))
                .map(Issued::serial)
                .findFirst()
                .orElseThrow(() -> new InvalidConfigurationException(
                        "found a certificate in " + folder + " that its authority has not issued; empty the folder"));
    }

    /** Of a key that was lost with its folder. */
    private void revokeWhatNobodyHas(String site) {
        boolean inForce = authority.issued().stream()
                .anyMatch(issued -> issued.site().filter(site::equals).isPresent()
                        && issued.revoked().isEmpty()
                        && issued.until().isAfter(clock.instant()));
        if (inForce) {
            authority.revokeSite(site);
        }
    }

    /** @return what was done, in words */
    String database() {
        Path file = folder.resolve("database").resolve("password");
        if (Files.exists(file)) {
            return file + ": kept";
        }
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        try {
            Files.createDirectories(file.getParent());
            Path aside = Files.createTempFile(
                    file.getParent(),
                    ".password",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(aside, HexFormat.of().formatHex(secret));
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
            return file + ": made";
        } catch (IOException e) {
            throw notWritten(file, e);
        }
    }

    private static InvalidConfigurationException notWritten(Path where, IOException e) {
        return new InvalidConfigurationException(where + " cannot be written: " + e, e);
    }
}
