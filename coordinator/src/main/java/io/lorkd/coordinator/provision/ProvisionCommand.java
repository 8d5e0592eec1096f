package io.lorkd.coordinator.provision;

import io.lorkd.protocol.command.LorkdCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lorkd provision}: who may take part in a federation. */
@Command(
        name = "provision",
        mixinStandardHelpOptions = true,
        description = "Issue, renew and revoke the certificates by which servers and sites know each other.",
        subcommands = {
            InitCommand.class,
            IssueServerCommand.class,
            IssueSiteCommand.class,
            FederationCommand.class,
            SignCommand.class,
            RenewCommand.class,
            RevokeCommand.class,
            ListCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:nothing was done: an option or a file cannot be used, or would be written over"},
        footer = {
            "",
            "Start with 'lorkd provision init --name STUDY', then 'server', then for each hospital 'sign' (its key never"
                    + " leaves it) or, in a lab, 'site'. None of it needs a restart of anything."
        })
public final class ProvisionCommand implements LorkdCommand {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }
}
