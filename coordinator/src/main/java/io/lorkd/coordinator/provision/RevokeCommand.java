package io.lorkd.coordinator.provision;

import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.Issued;
import io.lorkd.protocol.command.ExitCode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Take a site's or one certificate back, for ever. A new one for a new key can be issued after.")
final class RevokeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private AuthorityFolder folder;

    @ArgGroup(multiplicity = "1")
    private SiteOrSerial which;

    @Override
    public Integer call() {
        CertificateAuthority authority = folder.open();
        List<Issued> revoked =
                which.isSite() ? authority.revokeSite(which.site()) : List.of(authority.revoke(which.serial()));
        PrintWriter out = spec.commandLine().getOut();
        revoked.forEach(one -> out.printf("Revoked: %s, serial %s%n", one.name(), one.serial()));
        out.printf(
                "Next: copy %s over the one that the coordinator and every gateway has; they read it again by themselves,"
                        + " and until then the certificate is still good there.%n",
                authority.revocations());
        out.flush();
        return ExitCode.DONE;
    }
}
