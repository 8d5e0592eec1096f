package io.lorkd.coordinator.provision;

import io.lorkd.protocol.SiteId;
import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.Credentials;
import io.lorkd.protocol.certificate.SiteUse;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

@Command(
        name = "site",
        mixinStandardHelpOptions = true,
        description = {
            "Make a key and a certificate for a site of your own, in a lab or a trial.",
            "A hospital makes its own key ('lorkd site request') and sends a request for 'lorkd provision sign'."
        })
final class IssueSiteCommand implements Callable<Integer> {
    private static final String NAME = "site";

    @Spec
    private CommandSpec spec;

    @Mixin
    private AuthorityFolder folder;

    @Mixin
    private Days days;

    @Option(names = "--id", required = true, paramLabel = "ID", description = "The site's id.")
    private String id;

    @Option(
            names = "--cluster",
            description = "For a site on the cluster link, which is called by others too. Without it: for the gateway"
                    + " link, where it only calls.")
    private boolean cluster;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where to write them (default: issued/ID in the authority's folder).")
    private Path out;

    @Override
    public Integer call() {
        SiteId.check(id);
        CertificateAuthority authority = folder.open(days.validity());
        Path target = out == null ? folder.issuedTo(id) : out;
        Credentials.checkFree(target, NAME);
        Credentials issued = authority.issueSite(id, cluster ? SiteUse.CLUSTER_MEMBER : SiteUse.DIALS_OUT);
        TlsFiles files = issued.write(target, NAME);
        PrintWriter print = spec.commandLine().getOut();
        print.printf(
                """
                A certificate for the site '%s' is made, in force until %s:
                  %s  the site's key, for nobody else
                  %s  its certificate
                  %s  the authority's certificate
                Next: take the three to the site, and name them in its site.yaml under '%s':
                  certificate, key, trust.
                """,
                id,
                issued.certificate().getNotAfter().toInstant(),
                files.key(),
                files.certificate(),
                files.trust(),
                cluster ? "link.cluster.tls" : "link.gateway");
        print.flush();
        return ExitCode.DONE;
    }
}
