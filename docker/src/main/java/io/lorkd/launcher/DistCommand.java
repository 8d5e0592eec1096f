package io.lorkd.launcher;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.RunFailedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;

/** {@code lorkd dist}: this distribution as one file, for machines without Docker, Maven or a checkout. */
@Command(
        name = "dist",
        mixinStandardHelpOptions = true,
        description = {
            "Pack this distribution into a .tar.gz: launcher, libraries, plans, systemd units, configuration, documentation.",
            "The same distribution gives the same bytes."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:it could not be written", "2:this is no distribution"})
public final class DistCommand implements LorkdCommand {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The file to write (default: lorkd-VERSION.tar.gz in the present folder).")
    private Path out;

    @Override
    public Integer call() {
        String home = System.getProperty("lorkd.home");
        if (home == null) {
            throw new InvalidConfigurationException(
                    "found no distribution that this command was started from; call ./lorkd dist, or bin/lorkd dist");
        }
        String name = "lorkd-" + Version.number();
        Path file = out == null ? Path.of(name + ".tar.gz") : out;
        try {
            Archive.pack(Path.of(home), name, file);
        } catch (IOException e) {
            throw new RunFailedException("The distribution could not be packed into " + file + ": " + e, e);
        }
        spec.commandLine().getOut().println(file);
        return ExitCode.DONE;
    }
}
