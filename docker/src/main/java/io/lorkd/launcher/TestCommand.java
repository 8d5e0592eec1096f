package io.lorkd.launcher;

import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.RunFailedException;
import picocli.CommandLine.Command;

/** Stands in the list of commands for what the checkout's own launcher does before Java is started. */
@Command(
        name = "test",
        description = {
            "Build everything and run all tests (in a source checkout; needs Maven).",
            "With --faults N, build and then run 'lorkd faults' with the same options."
        },
        mixinStandardHelpOptions = true)
public final class TestCommand implements LorkdCommand {

    @Override
    public Integer call() {
        throw new RunFailedException(
                "'lorkd test' builds and tests a source checkout, and this is a distribution. Call ./lorkd test in a checkout.");
    }
}
