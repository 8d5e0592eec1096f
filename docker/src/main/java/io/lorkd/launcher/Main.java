package io.lorkd.launcher;

import io.lorkd.protocol.command.LorkdCommand;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.ServiceLoader;

/** {@code lorkd}: federated low-rank knowledge decomposition. */
@Command(
        name = "lorkd",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Trains one medical imaging model at many hospitals, and gives each region a small expert of its own.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:ran and failed", "2:bad input or usage"},
        footer = {
            "",
            "Start with 'lorkd simulate': a whole federation on this machine, in about two minutes.",
            "Completion for bash and zsh: source <(lorkd generate-completion)"
        })
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Called without a command. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }

    public static void main(String[] arguments) {
        System.exit(execute(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
    }

    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        ServiceLoader.load(LorkdCommand.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(command ->
                        command.getClass().getAnnotation(Command.class).name()))
                .forEach(line::addSubcommand);
        line.addSubcommand(new AutoComplete.GenerateCompletion()).addSubcommand(new HelpCommand());
        line.setUsageHelpWidth(100)
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(Failures::execution);
        return line;
    }
}
