package io.lorkd.coordinator.provision;

import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.Validity;
import io.lorkd.protocol.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;

@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Make the federation's certificate authority. Once per study, best on a machine of its own.")
final class InitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = AuthorityFolder.DEFAULT,
            description = "The folder to make it in (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Option(
            names = "--name",
            required = true,
            paramLabel = "STUDY",
            description = "What the study is called; people read it in certificates and logs.")
    private String study;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "3652",
            description = "How many days the authority is in force (default: ${DEFAULT-VALUE}, ten years).")
    private int days;

    @Override
    public Integer call() {
        Validity validity = new Validity(Duration.ofDays(days), Validity.DEFAULT.server(), Validity.DEFAULT.site());
        CertificateAuthority authority = CertificateAuthority.create(folder, study, Clock.systemUTC(), validity);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                """
                The authority of '%s' is made, in force until %s:
                  %s  its key: whoever has it can be anybody in the federation; keep it here, and a copy locked away
                  %s  its certificate, for every server and site
                  %s        what it has revoked, nothing yet: for the coordinator and every gateway
                Next:
                  lorkd provision server --ca %s --host NAME   a certificate for the coordinator's or gateway's host
                  lorkd provision sign REQUEST --ca %s --out FILE   one for a hospital, which sends the request
                """,
                study,
                authority.certificate().getNotAfter().toInstant(),
                folder.resolve("federation-ca.key"),
                folder.resolve("federation-ca.crt"),
                authority.revocations(),
                folder,
                folder);
        out.flush();
        return ExitCode.DONE;
    }
}
