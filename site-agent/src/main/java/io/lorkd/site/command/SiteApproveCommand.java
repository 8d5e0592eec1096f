package io.lorkd.site.command;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.config.ConfigurationReader;
import io.lorkd.site.folder.StateFolder;
import io.lorkd.site.policy.Approvals;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code lorkd site approve}: a person looks at the plan that the agent waits with, and accepts it. */
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        description = "Show the plan that waits to be accepted here; with --plan and --by, accept it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the plan is shown, or accepted, or none waits",
            "1:the state folder cannot be read or written",
            "2:another plan waits than the one named, or the configuration cannot be used"
        })
final class SiteApproveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The site's configuration, in YAML.")
    private Path config;

    @ArgGroup(exclusive = false)
    private Acceptance acceptance;

    /** Both or neither: what is accepted, and by whom. */
    private static final class Acceptance {
        @Option(
                names = "--plan",
                required = true,
                paramLabel = "DIGEST",
                description = "The digest of the plan that you have looked at, or its first 8 digits or more.")
        private String digest;

        @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who accepts it, for the record.")
        private String by;
    }

    @Override
    public Integer call() {
        try {
            return showOrAccept();
        } catch (IOException e) {
            throw new RunFailedException("What was accepted cannot be read or written: " + e, e);
        }
    }

    private int showOrAccept() throws IOException {
        SiteFile file = ConfigurationReader.read(config, SiteFile.class);
        Path state = SiteFile.base(config).resolve(file.state());
        if (!StateFolder.isOne(state)) {
            throw new InvalidConfigurationException("state: found " + state
                    + ", which no site has used yet; start the agent first, so that it hears of a plan");
        }
        Approvals approvals = new Approvals(state, Clock.systemUTC());
        PrintWriter out = spec.commandLine().getOut();
        if (acceptance == null) {
            show(out, approvals.waiting());
        } else {
            approvals.accept(acceptance.digest, acceptance.by);
            out.printf("Accepted. The agent takes part as soon as it looks, within seconds if it runs.%n");
        }
        out.flush();
        return ExitCode.DONE;
    }

    private void show(PrintWriter out, Optional<Approvals.Waiting> waiting) {
        if (waiting.isEmpty()) {
            out.println("No plan waits to be accepted.");
            return;
        }
        Approvals.Waiting found = waiting.get();
        out.printf(
                "The plan '%s' of run %s waits since %s. Its digest is%n  %s%n%n%s%nTo accept it:%n"
                        + "  lorkd site approve --config %s --plan %s --by 'YOUR NAME'%n",
                found.name(),
                found.run(),
                found.since(),
                found.digest(),
                found.plan(),
                config,
                found.digest().substring(0, 16));
    }
}
