package io.lorkd.protocol.plan;

import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import picocli.CommandLine.Command;
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

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println((file == null ? PlanReader.describe() : PlanReader.write(PlanReader.read(file))).stripTrailing());
        return ExitCode.DONE;
    }
}
