package io.lorkd.simulation;

import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.plan.Experts;
import io.lorkd.protocol.plan.Plan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;

/** {@code lorkd simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Run a whole federation on this machine: a coordinator, its sites, and real training.",
            "Without --data the sites hold phantoms: synthetic images or volumes, made here from the seed."
        })
public final class SimulateCommand implements LorkdCommand {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "classification of images, or segmentation of volumes (default: the plan's; without a plan"
                    + " classification).")
    private Task task;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "The plan to run (default: the plan for the task's phantoms).")
    private Path plan;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Each data set found in it, also one level down, is one region at a site of its own: a MedMNIST .npz"
                            + " file, or a folder with train, val and test. For segmentation a folder with imagesTr and"
                            + " labelsTr, or whatever the plan describes under data.sets.")
    private Path data;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds in all, warm-up and decomposition in the plan's proportion.")
    private Integer rounds;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of weights, order of samples and phantoms.")
    private Long seed;

    @Option(
            names = "--ranks",
            paramLabel = "POLICY",
            description = "balanced: the plan's rank for every region; imbalanced: by loss reduction (Eq. 2).")
    private Experts.Ranks ranks;

    @Option(
            names = "--exchange",
            paramLabel = "MODE",
            description = "deltas: sites train and send the backbone's change; gradients: a round is one step.")
    private Plan.Exchange exchange;

    @Option(
            names = "--compare",
            description =
                    "Also train two baselines on the same budget: shared (one backbone, no experts) and local (each"
                            + " region alone).")
    private boolean compare;

    @Option(
            names = "--processes",
            description = "Start coordinator and sites as daemons, one JVM each, in a cluster on loopback.")
    private boolean processes;

    @Option(
            names = "--open",
            description = "Show the dashboard in the desktop's browser, and keep it after the end until Ctrl-C.")
    private boolean open;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where states, experts and plan are written; must be empty or new (default: runs/NAME-TIME).")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text: a table; json: one object on the last line (default: ${DEFAULT-VALUE}).")
    private ResultFormat format;

    @Override
    public Integer call() throws Exception {
        if (rounds != null && rounds < 1) {
            throw new ParameterException(
                    spec.commandLine(), String.format(Locale.ROOT, "--rounds is %d; it must be at least 1.", rounds));
        }
        PrintWriter writer = spec.commandLine().getOut();
        Simulation.Request request =
                new Simulation.Request(task, plan, data, rounds, seed, ranks, exchange, compare, processes, open, out);
        boolean terminal = System.console() != null && format == ResultFormat.TEXT;
        new Simulation(writer, terminal, Clock.systemDefaultZone(), viewing())
                .run(request, result -> writer.println(format.render(result)));
        return ExitCode.DONE;
    }

    private Viewing viewing() {
        return open ? new OpenedDashboard(spec.commandLine().getErr(), Desktop.ofThisProcess()) : Viewing.untilEnd();
    }
}
