package io.lorkd.bench;

import io.lorkd.bench.federation.CoordinatorProcessCommand;
import io.lorkd.bench.federation.FederationCommand;
import io.lorkd.bench.federation.PumpProcessCommand;
import io.lorkd.bench.machine.Machine;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** {@code lorkd bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {
            MemoryCommand.class,
            FederationCommand.class,
            CoordinatorProcessCommand.class,
            PumpProcessCommand.class
        },
        description = {
            "Measure what experts cost on this machine: each EKS form beside a plain convolution, and whole training steps"
                    + " with experts beside the same steps without.",
            "All of it takes about half an hour, with --quick a few minutes. Nothing else should be running."
        })
public final class BenchCommand implements LorkdCommand {

    private static final int MOST_THREADS = 1024;

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "Measure once and briefly: for a first look, not for a report.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "PART",
            description = "conv: only the convolutions; step: only the training steps on images; volume: only those on"
                    + " volumes.")
    private Suite only;

    @Option(
            names = "--threads",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2",
            description = "Numbers of threads the engine computes with (default: ${DEFAULT-VALUE}).")
    private List<Integer> threads;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description =
                    "text: tables, which are Markdown too; json: one object on the last line (default: ${DEFAULT-VALUE}).")
    private ReportFormat format;

    @Override
    public Integer call() {
        for (int each : threads) {
            if (each < 1 || each > MOST_THREADS) {
                throw new ParameterException(
                        spec.commandLine(),
                        String.format(Locale.ROOT, "--threads holds %d; it must be 1 to %d.", each, MOST_THREADS));
            }
        }
        Effort effort = quick ? Effort.QUICK : Effort.FULL;
        Jmh jmh = new Jmh(effort);
        Machine machine = Machine.here();
        List<Row> rows = measure(trials(), effort.rounds(), jmh::median);
        PrintWriter out = spec.commandLine().getOut();
        out.println(format.render(new Report(LocalDate.now(), machine, effort, rows)));
        return ExitCode.DONE;
    }

    private List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        for (Suite suite : only == null ? List.of(Suite.values()) : List.of(only)) {
            threads.stream().distinct().forEach(each -> trials.addAll(suite.trials(each)));
        }
        return trials;
    }

    private List<Row> measure(List<Trial> trials, int rounds, ToDoubleFunction<Trial> median) {
        PrintWriter progress = spec.commandLine().getErr();
        Map<Subject, Map<String, List<Double>>> found = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (int i = 0; i < trials.size(); i++) {
                Trial trial = trials.get(i);
                double milliseconds = median.applyAsDouble(trial);
                found.computeIfAbsent(Subject.of(trial), subject -> new LinkedHashMap<>())
                        .computeIfAbsent(trial.variant(), variant -> new ArrayList<>())
                        .add(milliseconds);
                progress.printf(
                        Locale.ROOT,
                        "round %d of %d, %d of %d: %s: %.2f ms%n",
                        round,
                        rounds,
                        i + 1,
                        trials.size(),
                        trial,
                        milliseconds);
            }
        }
        List<Row> rows = new ArrayList<>();
        found.forEach((subject, times) -> rows.add(new Row(subject.suite, subject.name, subject.threads, times)));
        return rows;
    }

    /** What one row of a table is about. */
    private record Subject(Suite suite, String name, int threads) {
        static Subject of(Trial trial) {
            return new Subject(trial.suite(), trial.subject(), trial.threads());
        }
    }
}
