package io.lorkd.faults;

import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.site.folder.DurableFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code lorkd faults}. */
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Kill, stop, cut off and starve a federation on this machine, and hold it to the result of an undisturbed run.",
            "Coordinator and sites are processes of their own on loopback, over the gateway link with mutual TLS."
                    + " What strikes whom and when follows from the seed."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing was lost, nothing counted twice, and the last backbone has the undisturbed run's bits",
            "1:something was, or a run did not come to its end",
            "2:bad input or usage"
        })
public final class FaultsCommand implements LorkdCommand {
    private static final int MOST_FAULTS = 100_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--faults",
            paramLabel = "N",
            defaultValue = "25",
            description = "How many faults strike (default: ${DEFAULT-VALUE}); about 6 seconds each.")
    private int faults;

    @Option(names = "--seed", paramLabel = "S", description = "What the schedule is drawn from (default: a new one).")
    private Long seed;

    @Option(
            names = "--only",
            paramLabel = "KIND",
            split = ",",
            description = "Only these kinds of faults: ${COMPLETION-CANDIDATES} (default: all).")
    private Set<FaultKind> only = EnumSet.allOf(FaultKind.class);

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where runs and logs are written (default: a temporary folder, removed if all is well).")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text: a list; json: one object on the last line (default: ${DEFAULT-VALUE}).")
    private Format format;

    enum Format {
        TEXT,
        JSON
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (faults < 1 || faults > MOST_FAULTS) {
            throw new ParameterException(
                    spec.commandLine(),
                    String.format(Locale.ROOT, "--faults is %d; it must be 1 to %d.", faults, MOST_FAULTS));
        }
        PrintWriter writer = spec.commandLine().getOut();
        long drawn = seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed;
        FaultSchedule schedule =
                FaultSchedule.of(drawn, faults, FaultSuite.plan().rounds().sites(), only);
        Path folder = out == null ? Files.createTempDirectory("lorkd-faults-") : out;
        writer.printf("Seed %d, %d faults; logs and states are in %s%n", drawn, faults, folder);
        FaultReport report;
        try {
            report = new FaultSuite(folder, line -> {
                        writer.println(line);
                        writer.flush();
                    })
                    .run(schedule);
        } catch (RunFailedException e) {
            throw new RunFailedException(e.getMessage() + System.lineSeparator() + again(drawn, folder), e);
        }
        writer.println(format == Format.JSON ? report.json() : report.text());
        writer.flush();
        if (!report.verdict().isGood()) {
            throw new RunFailedException(
                    String.join("; ", report.verdict().complaints()) + System.lineSeparator() + again(drawn, folder));
        }
        if (out == null) {
            DurableFiles.remove(folder);
        }
        return ExitCode.DONE;
    }

    private String again(long drawn, Path folder) {
        return "Logs and states are in " + folder + ". The same schedule again: ./lorkd test --faults " + faults
                + " --seed " + drawn
                + (only.size() == FaultKind.values().length
                        ? ""
                        : " --only " + only.stream().map(Enum::name).collect(Collectors.joining(",")));
    }
}
