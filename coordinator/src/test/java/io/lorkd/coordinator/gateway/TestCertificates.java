package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.Credentials;
import io.lorkd.protocol.certificate.PemFile;
import io.lorkd.protocol.certificate.SiteUse;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.certificate.Validity;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A federation's certificates in a folder of their own. */
final class TestCertificates {
    private final Path folder;
    private final CertificateAuthority authority;
    private int servers;

    TestCertificates(Path folder) {
        this.folder = folder;
        this.authority = CertificateAuthority.create(folder.resolve("ca"), "test", Clock.systemUTC(), Validity.DEFAULT);
    }

    CertificateAuthority authority() {
        return authority;
    }

    Path revocations() {
        return authority.revocations();
    }

    /** Of a gateway on loopback. */
    TlsFiles server() {
        return server("127.0.0.1", "localhost");
    }

    TlsFiles server(String... hosts) {
        return authority.issueServer(List.of(hosts)).write(folder.resolve("server-" + servers++), "server");
    }

    /** Writes a new certificate for the same key over the one in a file. */
    void renew(TlsFiles files) {
        String serial =
                PemFile.certificate(files.certificate()).getSerialNumber().toString(16);
        Credentials.writeCertificate(files.certificate(), authority.renew(serial));
    }

    TlsFiles site(String id) {
        return authority.issueSite(id, SiteUse.DIALS_OUT).write(folder.resolve(id), id);
    }

    /** Of a site whose certificate ended an hour ago. */
    TlsFiles expiredSite(String id) {
        Validity hour = new Validity(Duration.ofDays(9), Duration.ofHours(1), Duration.ofHours(1));
        Clock then = Clock.fixed(Instant.now().minus(Duration.ofHours(2)), ZoneOffset.UTC);
        Credentials issued =
                CertificateAuthority.open(folder.resolve("ca"), then, hour).issueSite(id, SiteUse.DIALS_OUT);
        return issued.write(folder.resolve(id), id);
    }
}
