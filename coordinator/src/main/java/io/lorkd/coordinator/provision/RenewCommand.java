package io.lorkd.coordinator.provision;

import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.Credentials;
import io.lorkd.protocol.command.ExitCode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.Callable;

@Command(
        name = "renew",
        mixinStandardHelpOptions = true,
        description =
                "Issue a certificate again for the same key, in force from today. The old one stays in force until its"
                        + " end, so nothing stops meanwhile.")
final class RenewCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private AuthorityFolder folder;

    @Mixin
    private Days days;

    @ArgGroup(multiplicity = "1")
    private SiteOrSerial which;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where to write it. A certificate that is there is replaced, a key or anything else is not.")
    private Path out;

    @Override
    public Integer call() {
        CertificateAuthority authority = folder.open(days.validity());
        Credentials.checkReplaceable(out);
        X509Certificate issued = which.isSite() ? authority.renewSite(which.site()) : authority.renew(which.serial());
        Credentials.writeCertificate(out, issued);
        spec.commandLine()
                .getOut()
                .printf("""
                        The certificate is renewed, in force until %s:
                          %s
                        Next: put it where the old one lies; the key stays. A site reads it at its next connection, a
                        gateway by itself; a member of a cluster when it next starts.
                        """, issued.getNotAfter().toInstant(), out)
                .flush();
        return ExitCode.DONE;
    }
}
