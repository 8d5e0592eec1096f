package io.lorkd.coordinator.provision;

import io.lorkd.protocol.SiteId;
import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.SiteUse;
import io.lorkd.protocol.certificate.Validity;
import io.lorkd.protocol.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;

/** All that a trial on machines of one's own needs to be secret, in one go; calling it again adds what is missing. */
@Command(
        name = "federation",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Make all keys of a trial on machines of your own in one go, and leave those that are there as they are.",
            "DIR/authority, DIR/coordinator and DIR/sites/ID get what belongs there, DIR/database a password."
                    + " In a study, a hospital makes its own key ('lorkd site request')."
        })
final class FederationCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to make them.")
    private Path folder;

    @Option(
            names = "--name",
            paramLabel = "STUDY",
            defaultValue = "trial",
            description = "What the study is called (default: ${DEFAULT-VALUE}).")
    private String study;

    @Option(
            names = "--host",
            required = true,
            arity = "1..*",
            paramLabel = "NAME",
            description = "Every name and address that sites call the coordinator by.")
    private List<String> hosts;

    @Option(names = "--site", required = true, arity = "1..*", paramLabel = "ID", description = "The sites' ids.")
    private List<String> sites;

    @Override
    public Integer call() {
        sites.forEach(SiteId::check);
        Clock clock = Clock.systemUTC();
        Path authorityFolder = folder.resolve("authority");
        CertificateAuthority authority = Files.exists(authorityFolder)
                ? CertificateAuthority.open(authorityFolder, clock, Validity.DEFAULT)
                : CertificateAuthority.create(authorityFolder, study, clock, Validity.DEFAULT);
        TrialKeys keys = new TrialKeys(authority, clock, folder);
        PrintWriter out = spec.commandLine().getOut();
        for (String site : sites) {
            out.println(keys.site(site, SiteUse.DIALS_OUT));
        }
        // After the sites: what is revoked of them is in its list.
        out.println(keys.coordinator(hosts));
        out.println(keys.database());
        out.flush();
        return ExitCode.DONE;
    }
}
