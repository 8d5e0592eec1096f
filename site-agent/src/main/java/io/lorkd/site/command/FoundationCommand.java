package io.lorkd.site.command;

import io.lorkd.model.InvalidInputException;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.transfer.Sha256;
import io.lorkd.site.central.CentralTraining.Budget;
import io.lorkd.site.central.Foundation;
import io.lorkd.site.central.RegionsInOnePlace;
import io.lorkd.site.train.Engine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code lorkd foundation}: a teacher, from data in one place. */
@Command(
        name = "foundation",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Train a foundation model on data in one place: the plan's teacher, with one head over the classes of all regions.",
            "A plan whose teacher.file names what is written here has experts learn from it."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the foundation model is written",
            "2:the plan, the data or an option cannot be used; nothing is written"
        })
public final class FoundationCommand implements LorkdCommand {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--plan",
            required = true,
            paramLabel = "FILE",
            description = "Its teacher section says which network; network, training and data say how it is trained.")
    private Path plan;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Each data set found in it, also one level down, is one region; or those that the plan's data.sets describe. Without it, phantoms are.")
    private Path data;

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "The safetensors file to write.")
    private Path to;

    @ArgGroup
    private Length length = new Length();

    private static final class Length {
        @Option(names = "--passes", paramLabel = "N", description = "Passes over all that is trained on (default: 15).")
        private Double passes;

        @Option(names = "--steps", paramLabel = "N", description = "Steps, in place of passes.")
        private Integer steps;
    }

    @Option(names = "--seed", paramLabel = "N", description = "In place of the plan's.")
    private Long seed;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description =
                    "The network's weights to begin from, a PyTorch state dict in safetensors, such as torchvision's.")
    private Path from;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads of a step, in place of the plan's.")
    private Integer threads;

    @Override
    public Integer call() throws IOException {
        requireAbove0("--passes", length.passes);
        requireAbove0("--steps", length.steps);
        requireAbove0("--threads", threads);
        Plan read = PlanReader.read(plan);
        Plan settled = seed == null ? read : read.withSeed(seed);
        requirePlace();
        Engine.useThreads(
                threads == null
                        ? settled.training().threads()
                        : threads); // before the first model, or it has no effect
        try (Foundation foundation = open(settled)) {
            Budget budget = budget(settled, foundation);
            foundation.train(budget, new StepLines(out(), System.nanoTime()));
            report(foundation.test());
            foundation.write(to);
        }
        out().printf("written: %s, SHA-256 %s%n", to, Sha256.ofFile(to));
        out().flush();
        return ExitCode.DONE;
    }

    private void requireAbove0(String option, Number value) {
        if (value != null && !(value.doubleValue() > 0)) {
            throw new ParameterException(spec.commandLine(), option + " is " + value + "; it must be above 0.");
        }
    }

    /** Looked at first: who has trained for an hour wants a file. */
    private void requirePlace() {
        Path folder = to.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(to)) {
            throw new InvalidInputException(
                    "--to: found " + to + "; expected a file in a folder that is there and can be written");
        }
    }

    private Foundation open(Plan settled) {
        RegionsInOnePlace regions = new RegionsInOnePlace(Optional.ofNullable(data), settled, line -> {
            out().println(line);
            out().flush();
        });
        return settled.segmentation().isPresent()
                ? Foundation.ofVolumes(settled, regions.volumes(), Optional.ofNullable(from))
                : Foundation.ofImages(settled, regions.images(), Optional.ofNullable(from));
    }

    private Budget budget(Plan settled, Foundation foundation) {
        int batchSize = settled.training().batchSize();
        double rate = settled.training().learningRate();
        if (length.steps != null) {
            return Budget.ofSteps(length.steps, batchSize, rate);
        }
        double passes = length.passes == null ? 15 : length.passes;
        return Budget.ofPasses(passes, foundation.samplesPerPass(), batchSize, rate);
    }

    private void report(List<Foundation.Score> scores) {
        Set<String> measures = scores.get(0).values().keySet();
        out().printf("%-32s %8s%s%n", "region", "tested", columns(measures.stream()));
        for (Foundation.Score score : scores) {
            row(score.region(), Integer.toString(score.tested()), score.values().values().stream());
        }
        row(
                "average",
                "",
                measures.stream()
                        .map(measure -> scores.stream()
                                .mapToDouble(score -> score.values().get(measure))
                                .average()
                                .orElseThrow()));
        out().flush();
    }

    private void row(String name, String tested, Stream<Double> values) {
        out().printf(
                        "%-32s %8s%s%n",
                        name, tested, columns(values.map(value -> String.format(Locale.ROOT, "%.3f", value))));
    }

    private static String columns(Stream<String> texts) {
        return texts.map("%14s"::formatted).collect(Collectors.joining());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
