package io.lorkd.site;

import io.lorkd.protocol.command.LorkdCommand;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicReference;

/** Runs a command as the launcher does, and hands out what it ended with. */
public final class CommandFailures {
    private CommandFailures() {}

    /** The exception that the command ends with; the launcher turns it into a message and an exit code. */
    public static Exception of(LorkdCommand command, StringWriter out, String... arguments) {
        AtomicReference<Exception> failure = new AtomicReference<>();
        new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, line, parsed) -> {
                    failure.set(exception);
                    return 1;
                })
                .execute(arguments);
        return failure.get();
    }
}
