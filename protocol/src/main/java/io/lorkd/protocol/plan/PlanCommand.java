package io.lorkd.protocol.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.OutputFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;

/** {@code lorkd plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Check a plan and print it in full, with what it leaves to the defaults.",
            "Without a file: print every key with its default, unit and range."
        })
public final class PlanCommand implements LorkdCommand {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The plan, in YAML.")
    private Path file;

    @Mixin
    private OutputFormat format;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (format.isJson()) {
            out.println(json(PlanReader.write(file == null ? PlanReader.defaults() : PlanReader.read(file))));
        } else {
            out.println(
                    (file == null ? PlanReader.describe() : PlanReader.write(PlanReader.read(file))).stripTrailing());
        }
        return ExitCode.DONE;
    }

    /** The same keys and values as in YAML; without a file, those of the plan in which nothing is given. */
    private static String json(String yaml) {
        try {
            return new YAMLMapper().readTree(yaml).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is written as a plan is YAML", e);
        }
    }
}
