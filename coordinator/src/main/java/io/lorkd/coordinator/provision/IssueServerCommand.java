package io.lorkd.coordinator.provision;

import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.Credentials;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        description = "Make a key and a certificate for a coordinator or a gateway.")
final class IssueServerCommand implements Callable<Integer> {
    private static final String NAME = "server";

    @Spec
    private CommandSpec spec;

    @Mixin
    private AuthorityFolder folder;

    @Mixin
    private Days days;

    @Option(
            names = "--host",
            required = true,
            arity = "1..*",
            paramLabel = "NAME",
            description = "Every DNS name and address that sites call the server by.")
    private List<String> hosts;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where to write them (default: issued/NAME in the authority's folder).")
    private Path out;

    @Override
    public Integer call() {
        CertificateAuthority authority = folder.open(days.validity());
        Path target = out == null ? folder.issuedTo(hosts.get(0)) : out;
        Credentials.checkFree(target, NAME);
        Credentials issued = authority.issueServer(hosts);
        TlsFiles files = issued.write(target, NAME);
        PrintWriter print = spec.commandLine().getOut();
        print.printf(
                """
                A server's certificate for %s is made, in force until %s:
                  %s  the server's key, for nobody else
                  %s  its certificate
                  %s  the authority's certificate
                Next: take the three to the server, with %s, and name them in its configuration under 'gateway':
                  certificate, key, trust, revocations.
                """,
                String.join(", ", hosts),
                issued.certificate().getNotAfter().toInstant(),
                files.key(),
                files.certificate(),
                files.trust(),
                authority.revocations());
        print.flush();
        return ExitCode.DONE;
    }
}
