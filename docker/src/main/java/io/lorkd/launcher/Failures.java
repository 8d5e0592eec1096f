package io.lorkd.launcher;

import io.lorkd.model.InvalidInputException;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.RunFailedException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in a sentence, and gives it its exit code. */
final class Failures {

    private Failures() {}

    static int usage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        say(command, failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, command.getErr());
        command.getErr().printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
        return ExitCode.BAD_INPUT;
    }

    static int execution(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof InvalidInputException || failure instanceof InvalidConfigurationException) {
            say(command, failure.getMessage());
            return ExitCode.BAD_INPUT;
        }
        if (failure instanceof RunFailedException) {
            say(command, failure.getMessage());
            return ExitCode.FAILED;
        }
        say(command, "a fault in Lorkd itself; please report it with what follows.");
        failure.printStackTrace(command.getErr());
        return ExitCode.FAILED;
    }

    private static void say(CommandLine command, String message) {
        command.getErr().printf("lorkd: %s%n", message);
    }
}
