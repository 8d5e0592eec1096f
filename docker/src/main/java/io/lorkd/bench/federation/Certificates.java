package io.lorkd.bench.federation;

import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.SiteUse;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.certificate.Validity;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** An authority for the length of a measurement, and what it issues. */
final class Certificates {
    static final String LOOPBACK = "127.0.0.1";

    private final Path folder;
    private final CertificateAuthority authority;

    private Certificates(Path folder, CertificateAuthority authority) {
        this.folder = folder;
        this.authority = authority;
    }

    static Certificates in(Path folder) {
        return new Certificates(
                folder,
                CertificateAuthority.create(
                        folder.resolve("authority"), "benchmark", Clock.systemUTC(), Validity.DEFAULT));
    }

    TlsFiles server() {
        return authority.issueServer(List.of(LOOPBACK)).write(folder.resolve("server"), "server");
    }

    TlsFiles site(String id) {
        return authority.issueSite(id, SiteUse.DIALS_OUT).write(folder.resolve(id), id);
    }
}
