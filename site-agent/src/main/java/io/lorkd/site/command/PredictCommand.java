package io.lorkd.site.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.Images;
import io.lorkd.model.data.Preprocessing;
import io.lorkd.model.train.ExpertLibrary;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.OutputFormat;
import io.lorkd.site.predict.Expert;
import io.lorkd.site.predict.VolumeFiles;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code lorkd predict}: class probabilities of images, or masks of volumes, by a finished expert. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Predict with the expert of a finished run: print the class probabilities of images, or write the masks of volumes.",
            "Each mask lies on its scan's own grid, with the label ids of the expert's card."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything is predicted",
            "1:some volumes of a folder could not be predicted; the others' masks are written",
            "2:the expert or an input cannot be used; nothing is printed or written"
        })
public final class PredictCommand implements LorkdCommand {
    private static final int BATCH = 32;

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Source source;

    private static final class Source {
        @Option(
                names = "--expert",
                paramLabel = "FILE",
                description = "An expert's safetensors file, its JSON beside it, or its ONNX file.")
        private Path expert;

        @ArgGroup(exclusive = false)
        private Shared shared;
    }

    private static final class Shared {
        @Option(
                names = "--experts",
                required = true,
                paramLabel = "DIR",
                description = "A site's experts: its backbone is read once, and a region's low-rank expert put on it.")
        private Path folder;

        @Option(names = "--region", required = true, paramLabel = "REGION", description = "Whose expert of --experts.")
        private String region;
    }

    @Option(
            names = "--in",
            paramLabel = "SCAN",
            description = "A volume (.nii, .nii.gz), or a folder of them, for an expert that segments.")
    private Path in;

    @Option(names = "--out", paramLabel = "MASK", description = "The mask to write, or the folder for them.")
    private Path out;

    @Option(names = "--preview", description = "Write a PNG beside each mask: middle slices, the mask laid over them.")
    private boolean preview;

    @Mixin
    private OutputFormat format;

    @Parameters(arity = "0..*", paramLabel = "IMAGE", description = "PNG or JPEG files, for an expert that classifies.")
    private List<Path> images = List.of();

    private final Map<String, Object> answer = new LinkedHashMap<>();

    @Override
    public Integer call() {
        requireOneKindOfInput();
        if (source.expert != null) {
            try (Expert expert = Expert.open(source.expert)) {
                return predict(expert);
            }
        }
        try (ExpertLibrary library = ExpertLibrary.open(source.shared.folder)) {
            return predict(changed(library));
        }
    }

    private void requireOneKindOfInput() {
        boolean volumes = in != null || out != null || preview;
        if (volumes == !images.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "Name images, or volumes by --in and --out: one of the two.");
        }
        if (volumes && (in == null || out == null)) {
            throw new ParameterException(spec.commandLine(), "Volumes need both --in and --out.");
        }
    }

    private Expert changed(ExpertLibrary library) {
        long start = System.nanoTime();
        Expert expert = Expert.of(library, source.shared.region);
        double milliseconds = (System.nanoTime() - start) / 1e6;
        answer.put("changeMilliseconds", milliseconds);
        if (!format.isJson()) {
            PrintWriter err = spec.commandLine().getErr();
            err.printf(
                    Locale.ROOT,
                    "The expert of %s was put on the backbone in %.1f ms.%n",
                    source.shared.region,
                    milliseconds);
            err.flush();
        }
        return expert;
    }

    private int predict(Expert expert) {
        answer.put("region", expert.card().region());
        if (expert instanceof Expert.OfImages ofImages) {
            return images(ofImages);
        }
        return volumes((Expert.OfVolumes) expert);
    }

    /** All is computed before anything is printed: a bad image among good ones leaves no half answer. */
    private int images(Expert.OfImages expert) {
        if (images.isEmpty()) {
            throw new InvalidInputException("the expert of " + expert.card().region()
                    + " classifies images, and --in and --out name volumes; name PNG or JPEG files");
        }
        Preprocessing preprocessing = new Preprocessing(expert.card().imageSize());
        List<double[]> probabilities = new ArrayList<>();
        for (int from = 0; from < images.size(); from += BATCH) {
            List<float[]> pixels = images.subList(from, Math.min(images.size(), from + BATCH)).stream()
                    .map(image -> Images.read(image, preprocessing))
                    .toList();
            probabilities.addAll(List.of(expert.classifier().predict(pixels)));
        }
        ImageAnswer predicted = new ImageAnswer(expert.card().classes(), images, probabilities);
        answer.put("predictions", predicted.json());
        print(format.isJson() ? json() : predicted.table());
        return ExitCode.DONE;
    }

    private int volumes(Expert.OfVolumes expert) {
        if (!images.isEmpty()) {
            throw new InvalidInputException("the expert of " + expert.card().region()
                    + " segments volumes, and images are named; name volumes by --in and --out");
        }
        VolumeRun run = new VolumeRun(expert, VolumeFiles.of(in, out), preview);
        run.predict(
                line -> {
                    if (!format.isJson()) {
                        print(line);
                    }
                },
                spec.commandLine().getErr(),
                System.console() != null);
        if (format.isJson()) {
            answer.put("written", run.written());
            answer.put("failed", run.failed());
            print(json());
        }
        return run.failed().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }

    private String json() {
        try {
            return new ObjectMapper().writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and names can be written as JSON", e);
        }
    }
}
