package io.lorkd.site.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
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
    private static final double PASSES = 10;

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

    @Option(names = "--region", paramLabel = "NAME", description = "What it is called (default: as --to).")
    private String region;

    @Mixin
    private TrainingOptions training;

    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            defaultValue = "5e-5",
            description = "Of the first step; a cosine takes it to 0 (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(names = "--batch", paramLabel = "N", description = "Samples of a step (default: 32 images, 2 patches).")
    private Integer batch;

    @Mixin
    private OutputFormat format;

    @Override
    public Integer call() throws IOException {
        training.requireAbove0("--learning-rate", learningRate);
        training.requireAbove0("--batch", batch);
        String card = FusedExpert.cardOf(training.to()).getFileName().toString();
        String name = region == null ? card.replaceFirst("\\.json$", "") : region;
        Plan settled = settled();
        training.useThreads(settled);
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
            tuning.write(training.to());
            if (format.isJson()) {
                out().println(json(name, before, after, tuning.headKept()));
            } else {
                say("after", after, "");
                out().printf("written: %s%n", training.to());
            }
            out().flush();
        }
        return ExitCode.DONE;
    }

    private Plan settled() {
        training.check();
        if (plan != null) {
            return training.seeded(PlanReader.read(plan));
        }
        if (start.expert == null) {
            throw new ParameterException(spec.commandLine(), "Without --expert, --plan says which network it is.");
        }
        return FineTuning.plan(ExpertCard.read(FusedExpert.cardOf(start.expert)), training.seedOr(1));
    }

    private Budget budget(Plan settled, FineTuning tuning) {
        int size = batch == null ? settled.training().batchSize() : batch;
        return training.budget(PASSES, tuning.samplesPerPass(), size, learningRate);
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
        answer.put("written", training.to().toString());
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
