package io.lorkd.site.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.ExpertCard;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.OutputFormat;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.central.CentralTraining.Budget;
import io.lorkd.site.central.FineTuning;
import io.lorkd.site.region.SiteRegion;
import io.lorkd.site.train.Engine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** {@code lorkd finetune}: an expert for a data set, from one that knows something like it. */
@Command(
        name = "finetune",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Train an expert for a data set in one place, by AdamW: from a region's expert, from a backbone or a teacher, or from"
                    + " nothing.",
            "It is tested before and after, and written with its card."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the expert is written",
            "2:the data, the weights or an option cannot be used; nothing is written"
        })
public final class FineTuneCommand implements LorkdCommand {

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Start start;

    private static final class Start {
        @Option(
                names = "--expert",
                paramLabel = "FILE",
                description = "An expert's safetensors file; its card says which network it is.")
        private Path expert;

        @Option(
                names = "--backbone",
                paramLabel = "FILE",
                description = "A backbone's or a teacher's safetensors file, of the network that --plan names.")
        private Path backbone;

        @Option(names = "--from-scratch", description = "The weights that the plan's seed gives.")
        private boolean scratch;
    }

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "Its sections network, segmentation and data count; needed without --expert.")
    private Path plan;

    @Option(names = "--data", required = true, paramLabel = "PATH", description = "The data set.")
    private Path data;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FILE",
            description = "The expert's safetensors file to write.")
    private Path to;

    @Option(names = "--region", paramLabel = "NAME", description = "What it is called (default: as --to).")
    private String region;

    @ArgGroup
    private Length length = new Length();

    private static final class Length {
        @Option(names = "--passes", paramLabel = "N", description = "Passes over the training part (default: 10).")
        private Double passes;

        @Option(names = "--steps", paramLabel = "N", description = "Steps, in place of passes.")
        private Integer steps;
    }

    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            defaultValue = "5e-5",
            description = "Of the first step; a cosine takes it to 0 (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(names = "--batch", paramLabel = "N", description = "Samples of a step (default: 32 images, 2 patches).")
    private Integer batch;

    @Option(names = "--seed", paramLabel = "N", description = "Of a new head and of the data's order (default: 1).")
    private Long seed;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads of a step (default: the plan's).")
    private Integer threads;

    @Mixin
    private OutputFormat format;

    @Override
    public Integer call() throws IOException {
        requireAbove0("--passes", length.passes);
        requireAbove0("--steps", length.steps);
        requireAbove0("--learning-rate", learningRate);
        requireAbove0("--batch", batch);
        requireAbove0("--threads", threads);
        String name = region == null ? named() : region;
        Plan settled = settled();
        // Before the first model, or it has no effect.
        Engine.useThreads(threads == null ? settled.training().threads() : threads);
        Optional<Path> from = Optional.ofNullable(start.expert == null ? start.backbone : start.expert);
        try (FineTuning tuning = FineTuning.open(settled, SiteRegion.at(name, data), from)) {
            Scores before = tuning.test();
            if (!format.isJson()) {
                say("before", before, from.isEmpty() || tuning.headKept() ? "" : " (with a new head)");
            }
            StepLines lines = new StepLines(
                    format.isJson() ? new PrintWriter(PrintWriter.nullWriter()) : out(), System.nanoTime());
            tuning.train(budget(settled, tuning), lines);
            Scores after = tuning.test();
            tuning.write(to);
            if (format.isJson()) {
                out().println(json(name, before, after, tuning.headKept()));
            } else {
                say("after", after, "");
                out().printf("written: %s%n", to);
            }
            out().flush();
        }
        return ExitCode.DONE;
    }

    /** Looked at first: who has trained for an hour wants a file. */
    private String named() {
        return FusedExpert.cardOf(to).getFileName().toString().replaceFirst("\\.json$", "");
    }

    private Plan settled() {
        FusedExpert.cardOf(to);
        Path folder = to.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(to)) {
            throw new InvalidInputException(
                    "--to: found " + to + "; expected a file in a folder that is there and can be written");
        }
        if (plan != null) {
            Plan read = PlanReader.read(plan);
            return seed == null ? read : read.withSeed(seed);
        }
        if (start.expert == null) {
            throw new ParameterException(spec.commandLine(), "Without --expert, --plan says which network it is.");
        }
        return FineTuning.plan(ExpertCard.read(FusedExpert.cardOf(start.expert)), seed == null ? 1 : seed);
    }

    private Budget budget(Plan settled, FineTuning tuning) {
        int size = batch == null ? settled.training().batchSize() : batch;
        if (length.steps != null) {
            return Budget.ofSteps(length.steps, size, learningRate);
        }
        return Budget.ofPasses(length.passes == null ? 10 : length.passes, tuning.samplesPerPass(), size, learningRate);
    }

    private void requireAbove0(String option, Number value) {
        if (value != null && !(value.doubleValue() > 0)) {
            throw new ParameterException(spec.commandLine(), option + " is " + value + "; it must be above 0.");
        }
    }

    private void say(String when, Scores scores, String remark) {
        StringBuilder line = new StringBuilder(when + ":");
        scores.values().forEach((name, value) -> {
            if (value.isPresent()) {
                line.append(String.format(Locale.ROOT, "  %s %.3f", name, value.getAsDouble()));
            }
        });
        out().println(line + remark);
        out().flush();
    }

    private String json(String name, Scores before, Scores after, boolean headKept) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("region", name);
        answer.put("headKept", headKept);
        answer.put("before", plain(before));
        answer.put("after", plain(after));
        answer.put("written", to.toString());
        try {
            return new ObjectMapper().writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and names can be written as JSON", e);
        }
    }

    private static Map<String, Double> plain(Scores scores) {
        Map<String, Double> plain = new LinkedHashMap<>();
        for (Map.Entry<String, OptionalDouble> each : scores.values().entrySet()) {
            each.getValue().ifPresent(value -> plain.put(each.getKey(), value));
        }
        return plain;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
