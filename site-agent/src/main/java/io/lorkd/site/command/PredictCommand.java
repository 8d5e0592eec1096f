package io.lorkd.site.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.model.data.Images;
import io.lorkd.model.data.Preprocessing;
import io.lorkd.model.train.ExpertClassifier;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code lorkd predict}: class probabilities of images, by a finished expert. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Print the class probabilities of images, by the expert of a finished run.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all images are predicted", "2:the expert or an image cannot be used; nothing is printed"})
public final class PredictCommand implements LorkdCommand {
    private static final int BATCH = 32;

    enum Format {
        TEXT,
        JSON
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--expert",
            required = true,
            paramLabel = "FILE",
            description = "An expert's safetensors file; its JSON lies beside it.")
    private Path expert;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE}).")
    private Format format;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "PNG or JPEG files.")
    private List<Path> images;

    @Override
    public Integer call() {
        // All is computed before anything is printed: a bad image among good ones leaves no half answer.
        try (ExpertClassifier classifier = ExpertClassifier.open(expert)) {
            List<String> classes = classifier.card().classes();
            List<double[]> probabilities =
                    predict(classifier, new Preprocessing(classifier.card().imageSize()));
            String answer =
                    switch (format) {
                        case TEXT -> table(classes, probabilities);
                        case JSON -> json(classifier.card().region(), classes, probabilities);
                    };
            PrintWriter out = spec.commandLine().getOut();
            out.println(answer);
            out.flush();
        }
        return ExitCode.DONE;
    }

    private List<double[]> predict(ExpertClassifier classifier, Preprocessing preprocessing) {
        List<double[]> probabilities = new ArrayList<>();
        for (int from = 0; from < images.size(); from += BATCH) {
            List<float[]> pixels = images.subList(from, Math.min(images.size(), from + BATCH)).stream()
                    .map(image -> Images.read(image, preprocessing))
                    .toList();
            probabilities.addAll(List.of(classifier.predict(pixels)));
        }
        return probabilities;
    }

    private String table(List<String> classes, List<double[]> probabilities) {
        int widest = images.stream()
                .mapToInt(image -> image.toString().length())
                .max()
                .orElse(0);
        String first = "%-" + Math.max(widest, "image".length()) + "s";
        StringBuilder table = new StringBuilder(first.formatted("image"));
        for (String name : classes) {
            table.append("  ").append(column(name).formatted(name));
        }
        for (int i = 0; i < images.size(); i++) {
            table.append(System.lineSeparator()).append(first.formatted(images.get(i)));
            for (int c = 0; c < classes.size(); c++) {
                String probability =
                        String.format(Locale.ROOT, "%.4f", probabilities.get(i)[c]);
                table.append("  ").append(column(classes.get(c)).formatted(probability));
            }
        }
        return table.toString();
    }

    /** As wide as the class's name, and as a probability with four places. */
    private static String column(String name) {
        return "%" + Math.max(name.length(), "0.0000".length()) + "s";
    }

    private String json(String region, List<String> classes, List<double[]> probabilities) {
        List<Map<String, Object>> predictions = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            Map<String, Object> byClass = new LinkedHashMap<>();
            for (int c = 0; c < classes.size(); c++) {
                byClass.put(classes.get(c), probabilities.get(i)[c]);
            }
            Map<String, Object> prediction = new LinkedHashMap<>();
            prediction.put("image", images.get(i).toString());
            prediction.put("probabilities", byClass);
            predictions.add(prediction);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("region", region);
        answer.put("predictions", predictions);
        try {
            return new ObjectMapper().writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and names can be written as JSON", e);
        }
    }
}
