package io.lorkd.site.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.onnx.OnnxExport;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.OutputFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** {@code lorkd export}: a finished expert as a file that other runtimes read. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Write an expert as ONNX, with all in it that is needed to use it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the file is written", "2:the expert cannot be used or exported; nothing is written"})
public final class ExportCommand implements LorkdCommand {

    private static final String SUFFIX = ".onnx";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--expert",
            required = true,
            paramLabel = "FILE",
            description = "An expert's safetensors file; its JSON lies beside it.")
    private Path expert;

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "The ONNX file to write.")
    private Path to;

    @Mixin
    private OutputFormat format;

    @Override
    public Integer call() throws IOException {
        Path folder = to.toAbsolutePath().getParent();
        if (!to.toString().toLowerCase(Locale.ROOT).endsWith(SUFFIX) || folder == null || !Files.isDirectory(folder)) {
            throw new InvalidInputException(
                    "--to: found " + to + "; expected a file named *" + SUFFIX + " in a folder that is there");
        }
        OnnxExport.write(FusedExpert.open(expert), to);
        PrintWriter out = spec.commandLine().getOut();
        if (format.isJson()) {
            out.println(new ObjectMapper()
                    .createObjectNode()
                    .put("written", to.toString())
                    .put("bytes", Files.size(to)));
        } else {
            out.printf(Locale.ROOT, "written: %s, %.1f MB%n", to, Files.size(to) / 1e6);
        }
        out.flush();
        return ExitCode.DONE;
    }
}
