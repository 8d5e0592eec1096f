package io.lorkd.bench.federation;

import io.lorkd.bench.machine.Machine;
import io.lorkd.protocol.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.Callable;

/** {@code lorkd bench federation}. */
@Command(
        name = "federation",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measure how fast the updates of many sites come in and what memory the coordinator takes.",
            "The coordinator is the real one, in a process of its own; the sites speak the protocol and train nothing."
                    + " In the same run, on the same cores, a bare TLS WebSocket and a bare fsynced file are measured."
        })
public final class FederationCommand implements Callable<Integer> {
    private static final int MOST_SITES = 10_000;
    private static final int MOST_MEGABYTES = 10_000;
    private static final int MOST_ROUNDS = 10_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--sites", paramLabel = "N", defaultValue = "4", description = "Sites (default: ${DEFAULT-VALUE}).")
    private int sites;

    @Option(
            names = "--size",
            paramLabel = "MB",
            defaultValue = "200",
            description = "The size of an update in MB of 1,000,000 bytes (default: ${DEFAULT-VALUE}).")
    private int megabytes;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            defaultValue = "3",
            description = "Rounds (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where to make a temporary folder, on the disk to measure (default: here).")
    private Path parent;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, or json: one object on the last line (default: ${DEFAULT-VALUE}).")
    private FederationFormat format;

    @Override
    public Integer call() throws IOException {
        require("--sites", sites, MOST_SITES);
        require("--size", megabytes, MOST_MEGABYTES);
        require("--rounds", rounds, MOST_ROUNDS);
        if (!Files.isDirectory(parent)) {
            throw new ParameterException(
                    spec.commandLine(), "--folder is %s; it must be a folder that is there.".formatted(parent));
        }
        FederationBench.requireRoom(parent, sites, megabytes);
        PrintWriter progress = spec.commandLine().getErr();
        progress.println("measured on " + LocalDate.now() + " on " + Machine.here());
        Path folder = Files.createTempDirectory(parent.toAbsolutePath(), "lorkd-bench-");
        Thread interrupted = new Thread(() -> FederationBench.clear(folder), "lorkd-bench-interrupted");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            FederationReport report = new FederationBench(sites, megabytes, rounds, folder, progress::println).run();
            if (format == FederationFormat.JSON) {
                progress.println(FederationFormat.TEXT.render(report));
            }
            spec.commandLine().getOut().println(format.render(report));
            return report.lost() == 0 ? ExitCode.DONE : ExitCode.FAILED;
        } finally {
            Runtime.getRuntime().removeShutdownHook(interrupted);
            FederationBench.clear(folder);
        }
    }

    private void require(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(
                    spec.commandLine(), "%s is %d; it must be 1 to %d.".formatted(option, value, most));
        }
    }
}
