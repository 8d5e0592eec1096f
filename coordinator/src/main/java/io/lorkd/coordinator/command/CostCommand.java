package io.lorkd.coordinator.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.model.cost.CostReport;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code lorkd cost}: what a network and its experts cost, before anything is trained. */
@Command(
        name = "cost",
        mixinStandardHelpOptions = true,
        description = "Print the parameters of a backbone and its experts, and the FLOPs of a deployed expert.",
        footer = {
            "",
            "Heads and running statistics are not counted. A deployed expert is fused: it costs what the plain network does."
        })
public final class CostCommand implements LorkdCommand {
    /** Grey images are repeated to as many. */
    private static final int IMAGE_CHANNELS = 3;

    /** Far more than any federation has, and few enough that no count overflows. */
    private static final int MOST_REGIONS = 100_000;

    private static final int HIGHEST_RANK = 4_096;
    private static final int LARGEST_IMAGE = 16_384;

    enum Format {
        TEXT,
        JSON
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--network",
            required = true,
            paramLabel = "NAME",
            description = "shufflenet-v2-x0.5, shufflenet-v2-x1.0, resnet-18 or resnet-50.")
    private String network;

    @Option(names = "--regions", required = true, paramLabel = "N", description = "How many regions have an expert.")
    private int regions;

    @Option(
            names = "--rank",
            split = ",",
            defaultValue = "8",
            paramLabel = "RANK",
            description = "One rank for all regions, or one for each, with commas (default: ${DEFAULT-VALUE}).")
    private List<Integer> ranks;

    @Option(
            names = "--input-size",
            defaultValue = "224",
            paramLabel = "PIXELS",
            description = "Height and width of an image, for the FLOPs (default: ${DEFAULT-VALUE}).")
    private int inputSize;

    @Option(
            names = "--stem",
            defaultValue = "standard",
            paramLabel = "STEM",
            description = "standard, or small for images up to 64 pixels (default: ${DEFAULT-VALUE}).")
    private Stem stem;

    @Option(
            names = "--format",
            defaultValue = "text",
            paramLabel = "FORMAT",
            description = "text or json (default: ${DEFAULT-VALUE}).")
    private Format format;

    @Override
    public Integer call() {
        check("--input-size", inputSize, 1, LARGEST_IMAGE);
        Network built = Networks.byName(network, stem, IMAGE_CHANNELS);
        CostReport report = CostReport.of(built, List.of(inputSize, inputSize), ranksByRegion());
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                switch (format) {
                    case TEXT -> text(report);
                    case JSON -> json(report);
                });
        out.flush();
        return ExitCode.DONE;
    }

    private List<Integer> ranksByRegion() {
        check("--regions", regions, 1, MOST_REGIONS);
        ranks.forEach(rank -> check("--rank", rank, 0, HIGHEST_RANK));
        if (ranks.size() != 1 && ranks.size() != regions) {
            throw refused("--rank: found " + ranks.size() + " ranks for " + regions
                    + " regions; give one for all, or one for each");
        }
        return ranks.size() == regions ? ranks : Collections.nCopies(regions, ranks.get(0));
    }

    private void check(String option, int found, int least, int most) {
        if (found < least || found > most) {
            throw refused(option + ": found " + found + "; allowed are " + least + " to " + most);
        }
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static Map<String, Long> numbers(CostReport report) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        numbers.put("backboneParameters", report.backboneParameters());
        numbers.put("expertParameters", report.expertParameters());
        numbers.put("totalParameters", report.totalParameters());
        numbers.put("fusedParameters", report.fusedParameters());
        numbers.put("flops", report.flops());
        return numbers;
    }

    private static String json(CostReport report) {
        try {
            return new ObjectMapper().writeValueAsString(numbers(report)) + System.lineSeparator();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Numbers have a JSON form", e);
        }
    }

    private static String text(CostReport report) {
        String row = "%-42s %,18d%n";
        return String.format(Locale.ROOT, row, "backbone parameters", report.backboneParameters())
                + String.format(Locale.ROOT, row, "expert parameters, all regions", report.expertParameters())
                + String.format(Locale.ROOT, row, "total parameters", report.totalParameters())
                + String.format(Locale.ROOT, row, "parameters of one deployed expert", report.fusedParameters())
                + String.format(Locale.ROOT, row, "FLOPs of one deployed expert, one image", report.flops());
    }
}
