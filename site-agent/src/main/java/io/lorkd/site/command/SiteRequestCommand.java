package io.lorkd.site.command;

import io.lorkd.protocol.certificate.SigningRequest;
import io.lorkd.protocol.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code lorkd site request}: how a hospital comes to its certificate without its key leaving the house. */
@Command(
        name = "request",
        mixinStandardHelpOptions = true,
        description = "Make this site's key, which never leaves it, and a request for its certificate.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:both are made", "2:nothing was made: the id is none, or a file is there already"})
final class SiteRequestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--id",
            required = true,
            paramLabel = "ID",
            description = "The site's id, as the study agreed on it.")
    private String id;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder to make them in.")
    private Path folder;

    @Override
    public Integer call() {
        SigningRequest request = SigningRequest.create(folder, id);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                """
                A key and a request for the site '%s' are made:
                  %s  the site's key: leave it where it is, it is nobody else's
                  %s  the request: send it to whoever runs the federation's authority; it is not secret
                The key's fingerprint, which they will ask you for by telephone:
                  %s
                Next: they send back a certificate and federation-ca.crt. Put both beside the key, and name the three in
                site.yaml under 'link.gateway': certificate, key, trust.
                """,
                id,
                folder.resolve(SigningRequest.KEY_FILE),
                folder.resolve(SigningRequest.REQUEST_FILE),
                request.fingerprint());
        out.flush();
        return ExitCode.DONE;
    }
}
