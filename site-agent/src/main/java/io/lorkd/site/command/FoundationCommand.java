package io.lorkd.site.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.OutputFormat;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.transfer.Sha256;
import io.lorkd.site.central.CentralTraining.Budget;
import io.lorkd.site.central.Foundation;
import io.lorkd.site.central.RegionsInOnePlace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
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
    private static final double PASSES = 15;

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

    @Mixin
    private TrainingOptions training;

    @Mixin
    private OutputFormat format;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description =
                    "The network's weights to begin from, a PyTorch state dict in safetensors, such as torchvision's.")
    private Path from;

    @Override
    public Integer call() throws IOException {
        training.check();
        Plan settled = training.seeded(PlanReader.read(plan));
        training.useThreads(settled);
        try (Foundation foundation = open(settled)) {
            Budget budget = training.budget(
                    PASSES,
                    foundation.samplesPerPass(),
                    settled.training().batchSize(),
                    settled.training().learningRate());
            foundation.train(budget, new StepLines(progress(), System.nanoTime()));
            List<Foundation.Score> scores = foundation.test();
            foundation.write(training.to());
            String digest = Sha256.ofFile(training.to());
            if (format.isJson()) {
                out().println(json(scores, digest));
            } else {
                report(scores);
                out().printf("written: %s, SHA-256 %s%n", training.to(), digest);
            }
        }
        out().flush();
        return ExitCode.DONE;
    }

    /** Where the result is JSON, nothing else is printed with it. */
    private PrintWriter progress() {
        return format.isJson() ? spec.commandLine().getErr() : out();
    }

    private String json(List<Foundation.Score> scores, String digest) {
        ObjectNode json = new ObjectMapper()
                .createObjectNode()
                .put("written", training.to().toString())
                .put("sha256", digest);
        ArrayNode regions = json.putArray("regions");
        for (Foundation.Score score : scores) {
            ObjectNode values = regions.addObject()
                    .put("region", score.region())
                    .put("tested", score.tested())
                    .putObject("scores");
            score.values().forEach(values::put);
        }
        return json.toString();
    }

    private Foundation open(Plan settled) {
        RegionsInOnePlace regions = new RegionsInOnePlace(Optional.ofNullable(data), settled, line -> {
            progress().println(line);
            progress().flush();
        });
        return settled.segmentation().isPresent()
                ? Foundation.ofVolumes(settled, regions.volumes(), Optional.ofNullable(from))
                : Foundation.ofImages(settled, regions.images(), Optional.ofNullable(from));
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
