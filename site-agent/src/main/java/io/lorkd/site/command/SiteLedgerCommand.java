package io.lorkd.site.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code lorkd site ledger}: what has left the hospital. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = "Show what has left this site, and whether the record of it is whole.",
        subcommands = {LedgerVerifyCommand.class, LedgerShowCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n")
final class SiteLedgerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }
}
