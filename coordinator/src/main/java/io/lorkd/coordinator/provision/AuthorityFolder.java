package io.lorkd.coordinator.provision;

import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.Validity;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Clock;

/** The authority that a command works with. */
final class AuthorityFolder {
    static final String DEFAULT = "federation-ca";

    @Option(
            names = "--ca",
            paramLabel = "DIR",
            defaultValue = DEFAULT,
            description = "The authority's folder, as 'lorkd provision init' made it (default: ${DEFAULT-VALUE}).")
    private Path folder;

    CertificateAuthority open(Validity validity) {
        return CertificateAuthority.open(folder, Clock.systemUTC(), validity);
    }

    CertificateAuthority open() {
        return open(Validity.DEFAULT);
    }

    /** Where what is issued to somebody goes if no other place is named. */
    Path issuedTo(String name) {
        return folder.resolve("issued").resolve(name);
    }
}
