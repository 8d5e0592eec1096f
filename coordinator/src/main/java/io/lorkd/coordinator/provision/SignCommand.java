package io.lorkd.coordinator.provision;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.Credentials;
import io.lorkd.protocol.certificate.SigningRequest;
import io.lorkd.protocol.certificate.SiteUse;
import io.lorkd.protocol.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.Callable;

@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        description = "Certify a hospital's key by its request; the key itself never leaves the hospital.")
final class SignCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private AuthorityFolder folder;

    @Mixin
    private Days days;

    @Parameters(paramLabel = "REQUEST", description = "The file site.csr that 'lorkd site request' made.")
    private Path request;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "The site that you expect it from; one from another is refused.")
    private String id;

    @Option(names = "--cluster", description = "For a site on the cluster link, which is called by others too.")
    private boolean cluster;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write the certificate.")
    private Path out;

    @Override
    public Integer call() {
        CertificateAuthority authority = folder.open(days.validity());
        SigningRequest read = SigningRequest.read(request);
        if (id != null && !id.equals(read.site())) {
            throw new InvalidConfigurationException(
                    request + ": found a request of the site '" + read.site() + "'; expected one of '" + id + "'");
        }
        if (Files.exists(out)) {
            throw new InvalidConfigurationException(
                    out + " is there already, and is not written over; move it away, or name another place");
        }
        X509Certificate issued = authority.sign(read, cluster ? SiteUse.CLUSTER_MEMBER : SiteUse.DIALS_OUT);
        Credentials.writeCertificate(out, issued);
        PrintWriter print = spec.commandLine().getOut();
        print.printf(
                """
                The request of the site '%s' is signed, in force until %s:
                  %s
                Before you send it: have the hospital read its key's fingerprint to you, over a telephone number that you
                knew before. If it is another one, revoke this certificate ('lorkd provision revoke --id %s').
                  %s
                Next: send %s and the authority's federation-ca.crt to the hospital; neither is secret.
                """,
                read.site(), issued.getNotAfter().toInstant(), out, read.site(), read.fingerprint(), out.getFileName());
        print.flush();
        return ExitCode.DONE;
    }
}
